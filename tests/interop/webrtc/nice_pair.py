#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two libnice agents that may only use relayed candidates: one sends packets, the other counts them.

usage: nice_pair.py ADDRESS PORT udp|tcp USER PASSWORD
"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("Nice", "0.1")
from gi.repository import GLib, Gst, Nice  # noqa: E402

PACKETS = 100
TIMEOUT_SECONDS = 20


def make_agent(loop, is_controlling, address, port, transport, user, password):
    agent = Nice.Agent.new(loop.get_context(), Nice.Compatibility.RFC5245)
    agent.set_property("controlling-mode", is_controlling)
    agent.set_property("force-relay", True)
    agent.set_property("upnp", False)
    agent.set_property("ice-tcp", transport == "tcp")
    local = Nice.Address.new()
    local.set_from_string("127.0.0.1")
    agent.add_local_address(local)
    stream = agent.add_stream(1)
    agent.set_stream_name(stream, "application")
    kind = Nice.RelayType.TCP if transport == "tcp" else Nice.RelayType.UDP
    agent.set_relay_info(stream, 1, address, int(port), user, password, kind)
    return agent


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    Gst.init(None)
    loop = GLib.MainLoop()
    agents = [make_agent(loop, is_controlling, *sys.argv[1:]) for is_controlling in (True, False)]
    gathered = []
    ready = set()
    heard = [0]
    sending = Gst.parse_launch("audiotestsrc is-live=true samplesperbuffer=160 ! alawenc ! rtppcmapay ! nicesink name=sink")
    # An agent hears nothing, not even its relay, before somebody reads from it.
    hearing = [
        Gst.parse_launch("nicesrc name=source ! fakesink name=end signal-handoffs=true sync=false")
        for _ in agents
    ]

    def on_packet(*_):
        heard[0] += 1
        if heard[0] == PACKETS:
            GLib.idle_add(loop.quit)

    def on_gathered(agent, _stream):
        gathered.append(agent)
        if len(gathered) == 2:
            for one, other in (agents, agents[::-1]):
                other.parse_remote_sdp(one.generate_local_sdp())

    def on_state(agent, _stream, _component, state):
        if state == Nice.ComponentState.READY:
            ready.add(agent)
            if len(ready) == 2:
                sending.set_state(Gst.State.PLAYING)

    hearing[1].get_by_name("end").connect("handoff", on_packet)
    for pipeline, name, agent in (
        (sending, "sink", agents[0]),
        (hearing[0], "source", agents[0]),
        (hearing[1], "source", agents[1]),
    ):
        element = pipeline.get_by_name(name)
        element.set_property("agent", agent)
        element.set_property("stream", 1)
        element.set_property("component", 1)
    for pipeline in hearing:
        pipeline.set_state(Gst.State.PLAYING)
    for agent in agents:
        agent.connect("candidate-gathering-done", on_gathered)
        agent.connect("component-state-changed", on_state)
        agent.gather_candidates(1)
    GLib.timeout_add_seconds(TIMEOUT_SECONDS, loop.quit)
    loop.run()
    for pipeline in (sending, *hearing):
        pipeline.set_state(Gst.State.NULL)
    if heard[0] < PACKETS:
        sys.exit(f"heard {heard[0]} of {PACKETS} packets; {len(gathered)} gathered, {len(ready)} ready")
    print("relayed", heard[0])


main()
