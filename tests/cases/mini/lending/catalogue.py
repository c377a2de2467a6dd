"""Search in the books of the library."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from lending.books import Book


def words(text: str) -> Iterator[str]:
    """Lower-case words without accents: what a reader types."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    yield from "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char)).split()


class Catalogue:
    def __init__(self, books: Iterable[Book]) -> None:
        self._books = {book.isbn: book for book in books}
        self._index: defaultdict[str, set[str]] = defaultdict(set)
        for book in self._books.values():
            for word in words(f"{book.title} {book.author}"):
                self._index[word].add(book.isbn)

    def find(self, isbn: str) -> Book | None:
        return self._books.get(isbn)

    def search(self, query: str) -> list[Book]:
        """Books that hold every word of the query, by author and title."""
        hits = [self._index.get(word, set()) for word in words(query)]
        found = set.intersection(*hits) if hits else set()
        return sorted((self._books[isbn] for isbn in found), key=Book.sort_key)
