"""How the rows came to have their shape."""
