"""Sketches for Arduino boards, compiled with a small stand-in for Arduino's library."""

import re
import subprocess

import numpy as np
import pytest

import neurosim as ns
from tests.interop.exports.program_runs import largest_difference, need
from tests.interop.exports.test_code_numbers import TAME

STUB = """
#pragma once
#include <cstdio>
#include <cstdlib>
struct Port {
    void begin(long) {}
    void println(float value, int digits) { std::printf("%.*f\\n", digits, (double)value); }
};
static Port Serial;
inline void delay(unsigned long) {}
// flash memory that can be read in no other way than by these functions
#define PROGMEM
static int reads = 0;
template <class T> T read_flash(const T *place) { reads++; return *place; }
#define pgm_read_float read_flash
#define pgm_read_byte read_flash
#define pgm_read_word read_flash
#define square(x) ((x) * (x))
"""
MAIN = """
int main() {
    setup();
    float x[N_IN], y[N_OUT];
    for (;;) {
        for (int i = 0; i < N_IN; i++) if (std::scanf("%f", x + i) != 1) return reads < LEAST;
        predict(x, y);
        for (int i = 0; i < N_OUT; i++) std::printf("%.9g ", (double)y[i]);
    }
}
"""


def run_sketch(text, net, X, folder, *, least_reads=0, main=MAIN):
    (folder / "Arduino.h").write_text(STUB, encoding="utf-8")
    for name, value in {
        "N_IN": len(net.inputs),
        "N_OUT": len(net.outputs),
        "LEAST": least_reads,
    }.items():
        main = main.replace(name, str(value))
    (folder / "network.cpp").write_text(text + main, encoding="utf-8")
    subprocess.run(
        [need("g++"), "-std=c++11", "-O1", "-Wall", "-Wextra", "-Werror", "-I", ".", "network.cpp",
         "-o", "network"], cwd=folder, check=True,
    )  # fmt: skip
    given = " ".join(map(str, np.asarray(X, np.float32).ravel().tolist()))
    done = subprocess.run(
        [folder / "network"], input=given, capture_output=True, text=True, check=True
    )
    return np.array(list(map(float, done.stdout.split()))).reshape(len(X), -1)


def test_a_large_network_reads_its_tables_from_flash(tmp_path):
    net = ns.mlp([4, 16, 3], "tanh", output_activation="identity", seed=1)
    net.input_scaling = ns.StandardScaling((1.0,) * 4, (2.0,) * 4)
    X = np.random.default_rng(0).normal(size=(20, 4))
    text = ns.to_code(net, "arduino")
    found = run_sketch(text, net, X, tmp_path, least_reads=20 * len(net.parameters))
    assert largest_difference(found, ns.predict(net, X)) < 2e-6


def test_the_memory_that_is_said_is_that_of_the_tables():
    net = ns.mlp([4, 16, 3], seed=1)
    text = ns.to_code(net, "arduino")
    assert (
        f"Memory: {4 * len(net.parameters)} bytes of flash for tables, about 92 bytes of RAM."
        in text
    )
    assert re.findall(r"PROGMEM = {", text) == ["PROGMEM = {"]


def test_a_sketch_that_trains_has_its_parameters_in_ram(tmp_path):
    net = ns.mlp([2, 20, 1], seed=1)
    net.freeze("bo[0]")
    text = ns.to_code(net, "arduino", gradient=True)
    train = (
        "int main() { float x[2] = {0.5f, -1.0f}, z[1] = {0.75f}; float first = 0, last = 0;"
        "for (int k = 0; k < 100; k++) { last = train_step(x, z, 1.0f); if (k == 0) first = last; }"
        'std::printf("%.9g %.9g", (double)first, (double)last); return 0; }'
    )
    ((first, last),) = run_sketch(text, net, [[0.0, 0.0]], tmp_path, main=train)
    net.forward([0.5, -1.0])
    assert first == pytest.approx(net.backward([0.75]), rel=1e-5)
    assert last < first / 100
    assert "static float parameters[81] = {" in text


def test_every_activation_without_the_functions_that_boards_lack(tmp_path):
    net = ns.Network("activations")
    x = net.add_input("linux")
    outputs = [net.add_neuron({x: 1.0}, activation=name) for name in TAME]
    net.set_outputs(*outputs)
    X = np.array([[-8.0], [-3.0], [-0.5], [-1e-3], [0.0], [1e-3], [0.5], [1.6], [5.0]])
    text = ns.to_code(net, "arduino")
    assert not re.search(r"\b(erf|erfc|log1p|expm1)f?\(", re.sub("//.*", "", text))
    found = run_sketch(text, net, X, tmp_path)
    expected = ns.predict(net, X)
    assert np.all(np.abs(found - expected) <= 1e-5 * np.abs(expected) + 1e-7)


def test_the_sketch_prints_the_outputs_for_an_example(tmp_path):
    net, data = ns.worked_example()
    net.input_scaling, net.target_scaling = (
        ns.MinMaxScaling.fit(data.X),
        ns.MinMaxScaling.fit(data.Z),
    )
    text = ns.to_code(net, "arduino")
    found = run_sketch(text, net, [[0.0]], tmp_path, main="int main() { setup(); loop(); }")
    middle = [(low + high) / 2 for low, high in net.input_scaling.usual_limits]
    assert found.item() == pytest.approx(ns.predict(net, [middle]).item(), abs=1e-4)
