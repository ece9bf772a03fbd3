from tests.own_database import application, runtime, settings

__all__ = ["application", "runtime", "settings"]
