"""Helloback: they followed you, say hello back.

Everything here would be the same on any platform and in any chat; `adapters` holds the rest.
"""
