"""The workbench: the team's list and its questions in a browser, on this machine alone."""
