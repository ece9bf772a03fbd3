"""The examination of a ledger: is what is stored what was signed?"""
