"""One amount split over all debts, how equally that treats them, and when all is paid."""
