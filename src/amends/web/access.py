"""The way in: the one-time link that makes an owner, and the page of her account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from amends import clock
from amends.actions.set_up_owner import SpentLink, enter_at_once, set_up_owner, waiting_link
from amends.web.desk import around

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest


class OwnerForm(forms.Form):
    """Who you are on this desk, and how you come in again."""

    name = forms.CharField(
        max_length=150,
        error_messages={"required": "Write a name first: this field is still empty."},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "dir": "auto"}),
    )
    password = forms.CharField(
        max_length=500,
        strip=False,
        error_messages={"required": "Write a password first: this field is still empty."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Let the bearer of a one-time link become the owner; looking at the page does not use the link."""
    try:
        link = waiting_link(token, clock.now())
    except SpentLink as spent:
        if request.user.is_authenticated:
            return redirect("desk")
        return render(request, "amends/setup_spent.html", {"said": str(spent)}, status=410)
    if link.enters_as:
        # The demo's link opens its desk by itself; only looking whether it is there must not use it up.
        return _come_in(request, enter_at_once(token, clock.now())) if request.method != "HEAD" else HttpResponse()
    form = OwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        owner = _made(form, token)
        if owner is not None:
            return _come_in(request, owner)
    return render(request, "amends/setup.html", {"form": form}, status=400 if form.errors else 200)


def _made(form: OwnerForm, token: str) -> User | None:
    """Make the owner, or put into the form why name or password will not do."""
    try:
        return set_up_owner(token, form.cleaned_data["name"], form.cleaned_data["password"], clock.now())
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _come_in(request: HttpRequest, owner: User) -> HttpResponse:
    login(request, owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("desk")


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show how the owner comes in, and lead to the pages that change it."""
    return render(request, "amends/account.html", around("account"))
