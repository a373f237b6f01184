"""Assembled things: what touches what, how it comes apart, how it is drawn and put together again."""
