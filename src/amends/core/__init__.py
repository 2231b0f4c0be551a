"""The rules, pure: no clock, no chance, no files, no network; time, seeds and ids are arguments."""
