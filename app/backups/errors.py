"""Why a backup is not made, or not put back; read by an operator on the command line."""


class BackupRefused(Exception):
    """Raised with what is wrong and what to do; nothing was changed."""


class ErasedCasesAreBack(RuntimeError):
    """Raised at start-up: the database holds cases that the register says were erased."""
