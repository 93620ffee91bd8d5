"""The features of a loan application as a service would have them, without a framework."""

from typing import Any

from benchmarks.features import loan as f

__all__ = ["features"]


def features(
    *,
    income: float,
    rate: float,
    term: int,
    amount: float,
    debt: float,
    savings: float,
    collateral: float,
    age: int,
    purpose: str,
    late_payments: int,
    payments: int,
    employed_months: int,
) -> dict[str, Any]:
    """Compute all features of one application."""
    monthly_income = f.monthly_income(income)
    monthly_rate = f.monthly_rate(rate)
    growth = f.growth(monthly_rate, term)
    instalment = f.instalment(amount, monthly_rate, growth)
    total_paid = f.total_paid(instalment, term)
    interest_paid = f.interest_paid(total_paid, amount)
    interest_share = f.interest_share(interest_paid, amount)
    payment_burden = f.payment_burden(instalment, monthly_income)
    debt_burden = f.debt_burden(debt, income)
    whole_burden = f.whole_burden(debt, amount, income)
    savings_months = f.savings_months(savings, monthly_income)
    log_income = f.log_income(income)
    log_amount = f.log_amount(amount)
    log_savings = f.log_savings(savings)
    loan_to_value = f.loan_to_value(amount, collateral)
    is_secured = f.is_secured(loan_to_value)
    is_young = f.is_young(age)
    is_retired = f.is_retired(age)
    age_at_end = f.age_at_end(age, term)
    ends_retired = f.ends_retired(age_at_end, is_retired)
    purpose_key = f.purpose_key(purpose)
    is_car = f.is_car(purpose_key)
    late_rate = f.late_rate(late_payments, payments)
    has_been_late = f.has_been_late(late_payments)
    employment_years = f.employment_years(employed_months)
    stability = f.stability(employment_years, age)
    risk = f.risk(payment_burden, whole_burden, late_rate)
    buffer = f.buffer(savings_months, stability, is_secured)
    score = f.score(risk, buffer, is_young, ends_retired)
    default_probability = f.default_probability(score)
    return {
        "monthly_income": monthly_income,
        "monthly_rate": monthly_rate,
        "growth": growth,
        "instalment": instalment,
        "total_paid": total_paid,
        "interest_paid": interest_paid,
        "interest_share": interest_share,
        "payment_burden": payment_burden,
        "debt_burden": debt_burden,
        "whole_burden": whole_burden,
        "savings_months": savings_months,
        "log_income": log_income,
        "log_amount": log_amount,
        "log_savings": log_savings,
        "loan_to_value": loan_to_value,
        "is_secured": is_secured,
        "is_young": is_young,
        "is_retired": is_retired,
        "age_at_end": age_at_end,
        "ends_retired": ends_retired,
        "purpose_key": purpose_key,
        "is_car": is_car,
        "late_rate": late_rate,
        "has_been_late": has_been_late,
        "employment_years": employment_years,
        "stability": stability,
        "risk": risk,
        "buffer": buffer,
        "score": score,
        "default_probability": default_probability,
    }
