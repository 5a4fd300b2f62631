"""An agent at work: one connection, its subscriptions, start and drain.

What generated code and users lean on, settled first:

    Agent(contract, handlers, client_type, transport, *, prefix="", shutdown_s=20.0, clock=SystemClock(), jitter=random)
    async with agent:            # refuses a missing handler, connects, subscribes, opens the inboxes, starts
        agent.client             # a `client_type`, for what is sent outside of handlers
        await agent.stopped()    # until `agent.stop()`; leaving the block drains

A handler is a method of `handlers`, named by its `Subscription`:

    async def on_x(self, message: Message[T], client: XClient) -> None     # receives, taps
    async def serve_x(self, message: Message[T], client: XClient) -> R     # serves: returns the reply's payload
"""
