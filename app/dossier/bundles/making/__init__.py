"""The work behind a bundle: exhibits as files and pages, then papers, ledger excerpt and seal."""
