"""The filters of `backoffice.shown` for templates."""

from django import template

from backoffice import shown

register = template.Library()

for _write in (
    shown.amount, shown.money, shown.quantity, shown.price, shown.day, shown.moment,
    shown.distance, shown.age, shown.who, shown.words, shown.size, shown.initials,
    shown.reason, shown.advice, shown.days_until, shown.unit, shown.chance,
):  # fmt: skip
    register.filter(_write.__name__, _write)
