"""Answers: where a request is to be answered, the reply, and the failure that is sent once when it is final."""

from __future__ import annotations

from treaty.contract import Channel
from treaty.delivery.address import fill, match
from treaty.delivery.compose import Composer, Context, following
from treaty.delivery.dead_letter import detail
from treaty.delivery.failure import Failure
from treaty.delivery.work import Work
from treaty.envelope import Envelope, text
from treaty.errors import DecodeError, NotDeclared, Reject, TreatyError
from treaty.transport import Outgoing


def reply_address(work: Work) -> str:
    """Where a request is to be answered; raises `Reject` unless the declared reply template matches it.

    A request may name the address, and a stranger's may name any: a responder that obeyed would write wherever it is
    told to.
    """
    reply = _reply_of(work)
    asked = work.headers.get("ce_replyto")
    if asked is not None:
        address = text("ce_replyto", asked)
        if match(reply, address) is None:
            raise Reject(f"{address[:200]} is no address of {reply.address}")
        return address
    channel = work.plan.channel
    payload = None if work.message is None else work.message.payload
    make = channel.reply_parameters
    try:
        return fill(reply, {} if payload is None or make is None else make(payload))
    except NotDeclared as error:
        raise Reject(f"no reply address can be made: {error}") from error
    except Exception as error:
        # The contract's own code met a value that it was not made for, such as a field that is left out.
        raise Reject(f"no reply address can be made: {type(error).__name__}: {detail(error)}") from error


def reply(composer: Composer, work: Work, payload: object, epoch: float) -> Outgoing:
    """The reply to a request; its key is the correlation id. Raises `EncodeError` or `NotDeclared`."""
    return _answer(composer, work, payload, reply_address(work) if work.reply_to is None else work.reply_to, epoch)


def failure(composer: Composer, work: Work, error: BaseException, epoch: float) -> Outgoing | None:
    """The failure that answers a request; None when there is nowhere to send it."""
    try:
        address = reply_address(work) if work.reply_to is None else work.reply_to
        said = Failure(code=type(error).__name__, detail=detail(error))
        return _answer(composer, work, said, address, epoch)
    except TreatyError:
        return None


def _answer(composer: Composer, work: Work, payload: object, address: str, epoch: float) -> Outgoing:
    request = Envelope(work.headers)
    conversation = following(request)
    context = Context(
        correlation_id=conversation.correlation_id,
        causation_id=conversation.causation_id,
        traceparent=conversation.traceparent,
        recipient=request.sender_id,
    )
    key = None if context.correlation_id is None else context.correlation_id.encode()
    return composer.message(_reply_of(work), payload, address, context=context, epoch=epoch, key=key)


def _reply_of(work: Work) -> Channel:
    reply = work.plan.channel.reply
    if reply is None:
        raise DecodeError(f"{work.plan.channel.address} declares no reply")
    return reply
