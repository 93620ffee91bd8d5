"""Thirty features of one loan application, as plain numbers and texts."""

from math import exp, log


def monthly_income(income: float) -> float:
    """Income in a month."""
    return income / 12


def monthly_rate(rate: float) -> float:
    """Interest in a month, as a share."""
    return rate / 1200


def growth(monthly_rate: float, term: int) -> float:
    """How a debt would grow over the term."""
    return (1 + monthly_rate) ** term


def instalment(amount: float, monthly_rate: float, growth: float) -> float:
    """What is paid each month."""
    return amount * monthly_rate * growth / (growth - 1)


def total_paid(instalment: float, term: int) -> float:
    """What is paid in all."""
    return instalment * term


def interest_paid(total_paid: float, amount: float) -> float:
    """Interest in all."""
    return total_paid - amount


def interest_share(interest_paid: float, amount: float) -> float:
    """Interest as a share of the loan."""
    return interest_paid / amount


def payment_burden(instalment: float, monthly_income: float) -> float:
    """Instalment as a share of income."""
    return instalment / monthly_income


def debt_burden(debt: float, income: float) -> float:
    """Debt in years of income."""
    return debt / income


def whole_burden(debt: float, amount: float, income: float) -> float:
    """Debt with this loan, in years of income."""
    return (debt + amount) / income


def savings_months(savings: float, monthly_income: float) -> float:
    """Savings in months of income."""
    return savings / monthly_income


def log_income(income: float) -> float:
    """Logarithm of the income."""
    return log(1 + income)


def log_amount(amount: float) -> float:
    """Logarithm of the loan."""
    return log(1 + amount)


def log_savings(savings: float) -> float:
    """Logarithm of the savings."""
    return log(1 + savings)


def loan_to_value(amount: float, collateral: float) -> float:
    """Loan as a share of what secures it."""
    return amount / collateral


def is_secured(loan_to_value: float) -> bool:
    """Secured by four fifths."""
    return loan_to_value <= 0.8


def is_young(age: int) -> bool:
    """Younger than 25."""
    return age < 25


def is_retired(age: int) -> bool:
    """67 or older."""
    return age >= 67


def age_at_end(age: int, term: int) -> float:
    """Age when all is paid."""
    return age + term / 12


def ends_retired(age_at_end: float, is_retired: bool) -> bool:
    """Whether it ends in retirement, and did not start in it."""
    return age_at_end >= 67 and not is_retired


def purpose_key(purpose: str) -> str:
    """The purpose, tidied."""
    return purpose.strip().lower().replace(" ", "_")


def is_car(purpose_key: str) -> bool:
    """For a car."""
    return purpose_key.endswith("car")


def late_rate(late_payments: int, payments: int) -> float:
    """Share of payments that were late."""
    return late_payments / (payments + 1)


def has_been_late(late_payments: int) -> bool:
    """Ever late."""
    return late_payments > 0


def employment_years(employed_months: int) -> float:
    """Years in the job."""
    return employed_months / 12


def stability(employment_years: float, age: int) -> float:
    """Share of the working life in this job."""
    return employment_years / max(age - 18, 1)


def risk(payment_burden: float, whole_burden: float, late_rate: float) -> float:
    """Weighted burdens."""
    return 1.5 * payment_burden + 0.8 * whole_burden + 3.0 * late_rate


def buffer(savings_months: float, stability: float, is_secured: bool) -> float:
    """Weighted reserves."""
    return 0.2 * savings_months + stability + is_secured


def score(risk: float, buffer: float, is_young: bool, ends_retired: bool) -> float:
    """Risk less reserves."""
    return risk - buffer + 0.3 * is_young + 0.4 * ends_retired


def default_probability(score: float) -> float:
    """Between 0 and 1."""
    return 1 / (1 + exp(-score))
