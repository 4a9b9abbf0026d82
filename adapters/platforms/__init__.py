"""Where followers come from: one adapter a platform; each only translates, and only reads."""
