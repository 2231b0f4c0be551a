"""What members' sites ask: the share of whoever takes part here, shown a word that only members can make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amends import clock
from amends.actions.ask_members import Left, NotAMember, Unknown, share_for
from amends.store.strongbox import DoesNotOpen

if TYPE_CHECKING:
    from django.http import HttpRequest

LARGEST: Final = 200
"""Bytes of one question."""


@csrf_exempt
@require_POST
def asked(request: HttpRequest) -> HttpResponse:
    """Hand out the share to a member; tell whoever asks after one who has left that it is gone (410)."""
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return _said("A question is a campaign’s mark and a word.", 413)
    hosts = {request.get_host(), settings.AMENDS_ORIGIN.partition("/")[0]} - {""}
    try:
        answer = _said(share_for(body.decode("ascii"), sorted(hosts), clock.now()), 200)
    except (Unknown, UnicodeDecodeError):
        return _said("Nobody here takes part in that campaign.", 404)
    except Left:
        return _said("Whoever took part here has left that campaign. Let go of the share.", 410)
    except NotAMember:
        return _said("This is not the campaign’s word for this site.", 403)
    except DoesNotOpen:
        return _said("The campaign’s key cannot be opened here at the moment.", 503)
    return answer


def _said(text: str, status: int) -> HttpResponse:
    answer = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer
