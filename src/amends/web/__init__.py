"""Pages: public ones for anybody, the desk for its owner."""
