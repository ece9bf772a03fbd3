"""All that a score rests on besides the terms: the debt, the household, the lender, what is known.

What is worked out for one set of terms is kept for the next.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache

from app.cash_flow.budget_lines import Budget, DebtLine, Stress
from app.proposals.flows import Outlook, contract_payments, is_kept, outlook
from app.proposals.gates import Circumstances
from app.proposals.lender_value import Lender, NoPlan, lender_of, lenders_at
from app.proposals.model import LenderAssumptions, PathModel, ScoringModel, Sensitivity
from app.proposals.stress_paths import Paths, simulated_paths
from app.proposals.sub_scores import KnownShares
from app.proposals.terms import outstanding

_MONTHS_PER_YEAR = 12
_MOST_LENDERS = 64


@dataclass(frozen=True)
class Situation:
    """All that a score rests on besides the terms; amounts in fen, months as month numbers.

    `months` is the least number of months looked at: a plan is judged over all of its own.
    """

    debt: DebtLine
    budget: Budget
    start_month: int
    months: int
    stress: Stress
    assumptions: LenderAssumptions
    buffer: int = 0
    known: Circumstances = Circumstances()  # noqa: RUF009 - frozen
    evidence_held: frozenset[str] = frozenset()
    efforts: frozenset[str] = frozenset()
    payments_made: int = 0
    _contract: dict[int, bool] = field(default_factory=dict, init=False, repr=False, compare=False)
    _views: list[Outlook] = field(default_factory=list, init=False, repr=False, compare=False)
    _paths: dict[PathModel, Paths] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _lenders: dict[Decimal | None, Lender] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _ends: dict[tuple[Sensitivity, ...], list[tuple[Lender, int]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _shares: list[KnownShares] = field(default_factory=list, init=False, repr=False, compare=False)

    def view(self, months: int) -> Outlook:
        """The free cash of the first months; the longest one asked for is kept."""
        if not self._views or len(self._views[0].base) < months:
            longest = outlook(
                self.budget,
                self.debt.debt_ref,
                start_month=self.start_month,
                months=months,
                stress=self.stress,
                buffer=self.buffer,
            )
            self._views[:] = [longest]
        return self._views[0].until(months)

    def paths(self, months: int, model: PathModel) -> Paths:
        """The simulated courses of the first months; kept like the view."""
        drawn = self._paths.get(model)
        if drawn is None or len(drawn) < months:
            self.view(months)
            drawn = simulated_paths(self.budget, self._views[0], self.stress, model)
            self._paths[model] = drawn
        return drawn.until(months)

    def lender(self, rate_percent: Decimal | None = None) -> Lender:
        """The lender; for a plan at a rate, one who is patient (see `patient_assumptions`)."""
        if rate_percent not in self._lenders:
            if len(self._lenders) >= _MOST_LENDERS:  # a search asks about many rates once
                self._lenders.clear()
            assumed = self.assumptions
            if rate_percent is not None:
                assumed = patient_assumptions(assumed, rate_percent)
            self._lenders[rate_percent] = lender_of(assumed)
        return self._lenders[rate_percent]

    def keeps_contract(self, view: Outlook) -> bool:
        """Whether the contracted instalments could be paid in the months of a view, stressed too.

        Looked at once for views of the same length.
        """
        months = len(view.base)
        if months not in self._contract:
            contract = contract_payments(self.debt, self.start_month, months) or ()
            self._contract[months] = any(contract) and is_kept(contract, view, months)
        return self._contract[months]

    def shares(self, model: ScoringModel) -> KnownShares:
        """The shares that are alike for all terms; those of the model last asked about are kept."""
        if not self._shares or self._shares[0].model is not model:
            known = KnownShares(
                self.debt,
                model,
                evidence_held=self.evidence_held,
                efforts=len(self.efforts),
                payments_made=self.payments_made,
                others=self.others,
            )
            self._shares[:] = [known]
        return self._shares[0]

    @cached_property
    def without_plan(self) -> NoPlan:
        """The best the lender can do with all that is owed without a plan."""
        return self.lender().without_plan(outstanding(self.debt).total)

    def ends(self, model: ScoringModel) -> list[tuple[Lender, int]]:
        """The lender at each end of the band, and what having no plan is worth to each."""
        band = model.low, model.high
        if band not in self._ends:
            owed, lenders = outstanding(self.debt).total, lenders_at(self.assumptions, band)
            self._ends[band] = [(lender, lender.no_plan(owed)) for lender in lenders]
        return self._ends[band]

    @property
    def others(self) -> tuple[DebtLine, ...]:
        """The debts beside the one proposed about."""
        return tuple(line for line in self.budget.debts if line.debt_ref != self.debt.debt_ref)


@lru_cache(maxsize=256)
def patient_assumptions(assumptions: LenderAssumptions, rate_percent: Decimal) -> LenderAssumptions:
    """Assumptions under which waiting longer for interest earns no points.

    The plan is discounted at its own effective rate where that is above the assumed one.
    """
    monthly = rate_percent / 100 / _MONTHS_PER_YEAR
    effective = ((1 + monthly) ** _MONTHS_PER_YEAR - 1) * 100
    rate = max(assumptions.discount_rate_percent, effective)
    return LenderAssumptions(
        rate, assumptions.redefault_share, assumptions.break_month, assumptions.routes
    )
