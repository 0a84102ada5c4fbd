"""`python -m faktum.api`: the command line, for where the `faktum` script is not on the path."""

from .cli import main

main()
