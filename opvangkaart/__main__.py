"""Let ``python -m opvangkaart`` be the command ``opvangkaart``."""

from opvangkaart.cli.main import main

if __name__ == "__main__":
    main()
