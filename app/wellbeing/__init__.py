"""How the person is (心情自评): a room of its own, never shared and part of no score.

Only the dossier (the owner's export and erasure), the demo and the application import it.
"""
