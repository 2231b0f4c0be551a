"""The one process: listen, reconcile what is due, and wake the open pages."""
