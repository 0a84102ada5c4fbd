"""Caps on what may be spent, kept before the money is: a call that might break one is not made."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal

from ....schemas.errors import BudgetExceeded, InvalidSetting
from .call import Caller, Completion, Image, Request
from .models import ModelFacts, cost, facts, image_tokens, text_tokens


@dataclass(slots=True)
class _Document:
    tokens: int = 0


_document: ContextVar[_Document | None] = ContextVar("document", default=None)


@contextmanager
def document_budget() -> Generator[None]:
    """All calls made inside are counted as one document's."""
    token = _document.set(_Document())
    try:
        yield
    finally:
        _document.reset(token)


def input_tokens(request: Request, known: ModelFacts) -> int:
    """About how many tokens the question has."""
    chars = len(request.system) + len(str(request.schema))
    total = 0
    for part in request.parts:
        if isinstance(part, Image):
            total += image_tokens(known, part.width, part.height)
        else:
            chars += len(part)
    return total + text_tokens(chars)


class Budget:
    """What one run may cost; shared by all its calls."""

    def __init__(self, max_cost_usd: Decimal | None = None, max_tokens_per_document: int | None = None) -> None:
        self.max_cost_usd = max_cost_usd
        self.max_tokens_per_document = max_tokens_per_document
        self.spent_usd = Decimal(0)
        self._reserved_usd = Decimal(0)
        self._settled = asyncio.Condition()

    async def reserve(self, dearest: Decimal | None) -> Decimal:
        """Set aside what a call may cost at most; waits while other calls may still turn out cheaper.

        Raises:
            BudgetExceeded: it does not fit, and nothing is under way that could change that.
        """
        if self.max_cost_usd is None or dearest is None:
            return Decimal(0)
        async with self._settled:
            while self.spent_usd + self._reserved_usd + dearest > self.max_cost_usd:
                if not self._reserved_usd:
                    raise BudgetExceeded(
                        f"The run has cost {self.spent_usd:.4f} US dollars; the next call could pass the limit of "
                        f"{self.max_cost_usd}. Raise --max-cost, or extract fewer documents."
                    )
                await self._settled.wait()
            self._reserved_usd += dearest
        return dearest

    async def settle(self, reserved: Decimal, spent: Decimal | None) -> None:
        """Give back what was set aside and book what the call cost."""
        self.spent_usd += spent or Decimal(0)
        if reserved:
            async with self._settled:
                self._reserved_usd -= reserved
                self._settled.notify_all()


class Budgeted:
    """A caller within a budget."""

    def __init__(self, inner: Caller, budget: Budget) -> None:
        """Ask nothing yet.

        Args:
            inner: asked where the budget allows.
            budget: shared by all callers of a run.

        Raises:
            InvalidSetting: a cost limit is set and the model's price is unknown, so that it could not be kept.
        """
        self.name = inner.name
        self._inner = inner
        self._budget = budget
        self._facts = facts(inner.name)
        if budget.max_cost_usd is not None and self._facts.prices is None:
            raise InvalidSetting(
                f"The price of {inner.name} is unknown, so a limit on cost cannot be kept. "
                "Limit tokens instead (FAKTUM_MAX_TOKENS_PER_DOCUMENT)."
            )

    async def call(self, request: Request) -> Completion:
        """The model's answer.

        Raises:
            BudgetExceeded: the call might break a limit; it was not made.
        """
        asked = input_tokens(request, self._facts)
        document, most = _document.get(), self._budget.max_tokens_per_document
        if document and most is not None and document.tokens + asked > most:
            raise BudgetExceeded(
                f"The document has taken {document.tokens:,} tokens; the next call needs about {asked:,} and the limit "
                f"is {most:,}. Raise FAKTUM_MAX_TOKENS_PER_DOCUMENT, or split the file."
            )
        reserved = await self._budget.reserve(cost(self._facts, asked, 0, request.max_output_tokens))
        spent: Decimal | None = None
        try:
            completion = await self._inner.call(request)
            spent = completion.cost_usd
            if document:
                document.tokens += completion.input_tokens + completion.output_tokens
        finally:
            await self._budget.settle(reserved, spent)
        return completion

    async def aclose(self) -> None:
        """Close what is asked."""
        await self._inner.aclose()
