"""``python -m amends`` is ``amends``."""

from amends.cli import main

main(prog_name="amends")
