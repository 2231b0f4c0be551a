"""What the owner says in public: version after version, checked for candour, prepared for other places."""
