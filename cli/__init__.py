"""The `prm` command."""
