"""One storm told whole: who takes part, how bad it is, and the only ways it may go on."""
