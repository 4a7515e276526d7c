"""What can be wrong with a job."""

from sites.base.errors import OpvangkaartError


class JobError(OpvangkaartError):
    """Say that a job cannot be asked for, found or kept."""


class JobStopped(Exception):  # noqa: N818 - no error: someone asked for it
    """End the work of a job that has nothing to keep yet."""
