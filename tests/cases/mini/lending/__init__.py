"""A lending library: members borrow copies of books and pay fines when they are late."""
