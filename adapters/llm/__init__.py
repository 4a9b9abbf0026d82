"""The optional extra: a language model that suggests questions; off until a model is named in the settings."""
