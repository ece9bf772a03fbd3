"""The append-only Merkle log of a case (存证账本): entries, proofs, signed checkpoints, receipts.

It proves that what was recorded is unchanged since an outside copy of a checkpoint was taken.
It does not prove that a record is true, nor that nothing was left unrecorded.
"""
