"""python -m launchpath: the command line."""

from launchpath.cli import main

main(prog_name="launchpath")
