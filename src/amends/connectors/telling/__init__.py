"""Messages to the owner as each carrier wants them: what is asked of it, and what its answer means."""
