#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two webrtcbin elements of GStreamer that may only use relayed candidates: one sends sound, the other hears it.

usage: gstreamer_pair.py turn://USER:PASSWORD@ADDRESS:PORT?transport=udp|tcp
"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import GLib, Gst, GstWebRTC  # noqa: E402

BUFFERS = 100
TIMEOUT_SECONDS = 25


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Gst.init(None)
    loop = GLib.MainLoop()
    pipeline = Gst.parse_launch(
        "webrtcbin name=caller bundle-policy=max-bundle ice-transport-policy=relay "
        "webrtcbin name=called bundle-policy=max-bundle ice-transport-policy=relay "
        "audiotestsrc is-live=true samplesperbuffer=160 ! alawenc ! rtppcmapay ! "
        "application/x-rtp,media=audio,encoding-name=PCMA,payload=8,clock-rate=8000 ! caller."
    )
    sides = [pipeline.get_by_name("caller"), pipeline.get_by_name("called")]
    heard = [0]
    for one, other in (sides, sides[::-1]):
        one.set_property("turn-server", sys.argv[1])
        one.connect("on-ice-candidate", lambda _, line, text, other=other: other.emit("add-ice-candidate", line, text))

    # A description belongs to the reply that it came with.
    def describe(promise, name, describing, hearing):
        promise.wait()
        reply = promise.get_reply()
        description = reply.get_value(name)
        for element, place in ((describing, "local"), (hearing, "remote")):
            done = Gst.Promise.new()
            element.emit(f"set-{place}-description", description, done)
            done.interrupt()

    def on_offer(promise, *_):
        describe(promise, "offer", *sides)
        sides[1].emit("create-answer", None, Gst.Promise.new_with_change_func(on_answer, None))

    def on_answer(promise, *_):
        describe(promise, "answer", *sides[::-1])

    def on_pad(_, pad):
        if pad.get_direction() != Gst.PadDirection.SRC:
            return
        sink = Gst.ElementFactory.make("fakesink")
        sink.set_property("signal-handoffs", True)
        sink.connect("handoff", on_sound)
        pipeline.add(sink)
        pad.link(sink.get_static_pad("sink"))
        sink.sync_state_with_parent()

    def on_sound(*_):
        heard[0] += 1
        if heard[0] == BUFFERS:
            GLib.idle_add(loop.quit)

    sides[0].connect(
        "on-negotiation-needed",
        lambda element: element.emit("create-offer", None, Gst.Promise.new_with_change_func(on_offer, None)),
    )
    sides[1].connect("pad-added", on_pad)
    pipeline.set_state(Gst.State.PLAYING)
    GLib.timeout_add_seconds(TIMEOUT_SECONDS, loop.quit)
    loop.run()
    pipeline.set_state(Gst.State.NULL)
    if heard[0] < BUFFERS:
        sys.exit(f"heard {heard[0]} of {BUFFERS} buffers")
    print("relayed", heard[0])


main()
