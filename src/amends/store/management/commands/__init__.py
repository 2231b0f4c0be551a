"""One file a command, under the name that Django calls it by."""
