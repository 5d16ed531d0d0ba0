"""Random programs, run line by line under minigrad and under PyTorch; every difference in what can be seen is found.

    python tests/fuzz.py --level 1 --programs 1000 --seed 0     compare fresh programs (needs PyTorch)
    python tests/fuzz.py --record                               write the corpus that guards machines without it

Level 1 is the surface of a first autograd lesson, level 2 adds shapes, reductions, indexing and dtypes, level 3
changes in place, views and hooks. A program is a list of lines; a line is drawn from a template whose places are
filled with the variables that the lines before have made. After each line every variable is compared: value,
printed text, dtype, shape, flags, `grad_fn`, version, gradient; and what the line printed, warned and raised.
A difference is cut down to the few lines that still show it.
"""

from __future__ import annotations

import argparse
import ast
import collections
import contextlib
import io
import math
import pathlib
import random
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

CORPUS = pathlib.Path(__file__).parent / "corpus"
ADDRESS = re.compile(r"\b0x[0-9a-f]+\b|\b\d{9,}\b")
NAMES = "abcdefgkmnpqrstuvwxyz"  # without what a template uses itself: h, i, j, l, o
LINES = 9

# ---- what a program may say --------------------------------------------------------------------------------

# In braces: {new} a name, {x} a tensor, {r} one that requires a gradient, {y} one that fits the last x, {same} one
# of its shape, {s} one with a single element, {leaf}, {inner} (a non-leaf); {num}, {dim}, {vals}, ... a literal.
LEVELS: dict[int, list[tuple[float, str]]] = {
    1: [
        (6, "{new} = torch.tensor({vals}, requires_grad=True)"),
        (3, "{new} = torch.tensor({vals})"),
        (1, "{new} = torch.tensor({ints})"),
        (1, "{new} = torch.{maker}({n}, requires_grad=True)"),
        (1, "{new} = torch.{maker}({n})"),
        (0.2, "{new} = torch.tensor({ints}, requires_grad=True)"),
        (8, "{new} = {x} {op} {y}"),
        (4, "{new} = {x} {op} {num}"),
        (4, "{new} = {num} {op} {x}"),
        (2, "{new} = {x} ** {power}"),
        (0.5, "{new} = {pos} ** {x}"),
        (1, "{new} = ({x} {op} {y}) {op} ({x} {op} {num})"),
        (1, "{new} = -{x}"),
        (3, "{new} = torch.{function}({x})"),
        (3, "{new} = {x}.{function}()"),
        (1, "{new} = {x}.{method}({y})"),
        (4, "{new} = {x}.{reduce}()"),
        (1, "{new} = ({x} {op} {y}).{reduce}()"),
        (1, "{new} = torch.{reduce}({x})"),
        (1, "{new} = {x} @ {same}"),
        (8, "{s}.backward()"),
        (2, "{s}.backward(retain_graph=True)"),
        (1, "{s}.backward(create_graph=True)"),
        (1, "{r}.sum().backward()"),
        (1, "{r}.backward(torch.ones_like({r}))"),
        (1, "{r}.backward(gradient={y}.clone())"),
        (1, "{r}.backward()"),
        (0.5, "torch.autograd.backward({s})"),
        (0.5, "torch.autograd.backward([{s}, {s}])"),
        (0.5, "{s}.backward(inputs=[{leaf}])"),
        (1, "{leaf}.grad.zero_()"),
        (1, "{leaf}.grad = None"),
        (0.3, "{leaf}.grad = {same}"),
        (1, "{r}.grad"),
        (1, "{new} = {leaf}.grad"),
        (1, "{leaf}.grad.data.zero_()"),
        (2, "with torch.no_grad():\n    {leaf} -= 0.1 * {leaf}.grad"),
        (1, "with torch.no_grad():\n    {new} = {x} {op} {y}"),
        (0.5, "with torch.enable_grad():\n    {new} = {x} {op} {y}"),
        (0.5, "with torch.set_grad_enabled(False):\n    {new} = {r} * 2"),
        (0.5, "{leaf}.data -= 0.1 * {leaf}.grad"),
        (0.5, "{leaf}.data = {same}"),
        (1, "{new} = {leaf} - 0.1 * {leaf}.grad"),
        (2, "{new} = {x}.detach()"),
        (1, "{new} = {x}.data"),
        (1, "{new} = {x}.clone()"),
        (0.5, "{new} = {x}.detach().clone()"),
        (0.5, "{new} = {x}.detach().requires_grad_()"),
        (2, "{inner}.retain_grad()"),
        (0.3, "{x}.retain_grad()"),
        (1, "{x}.requires_grad_()"),
        (0.5, "{x}.requires_grad = True"),
        (0.5, "{x}.requires_grad_(False)"),
        (1, "h = {r}.register_hook(lambda g: {hook})"),
        (1, "{r}.register_hook(lambda g: seen.append(g.clone()))"),
        (0.5, "{handle}.remove()"),
        (2, "{new}, = torch.autograd.grad({s}, {r}, create_graph=True)"),
        (1, "{new} = torch.autograd.grad({s}, [{leaf}, {r}], allow_unused=True)[0]"),
        (1, "torch.autograd.grad({s}, {r})"),
        (0.5, "torch.autograd.grad({s}, {r}, retain_graph=True, allow_unused=True)"),
        (0.5, "torch.autograd.grad({r}, {leaf}, grad_outputs=torch.ones_like({r}))"),
        (1, "print({x})"),
        (1, "{x}.item()"),
        (0.5, "{x}.numpy()"),
        (0.3, "{x}.tolist()"),
        (0.5, "{x}.grad_fn"),
        (0.5, "{inner}.grad_fn.next_functions"),
        (0.3, "{x}.is_leaf, {x}.requires_grad, {x}.shape, {x}.dtype"),
        (0.3, "del {x}"),
        (0.2, "print(f'{{{s}:.4f}}', f'{{{s}.item():.3f}}')"),
        (0.3, "{new} = torch.tensor([{s}, {s}])"),
        (0.5, "{new} = torch.sigmoid({x}) * {y} + {num}"),
        (0.5, "{new} = (({x} - {y}) ** 2).mean()"),
        (0.5, "if {s} > 0:\n    {new} = {r} * 2\nelse:\n    {new} = {r} * 3"),
        (0.3, "for i in range(3):\n    {s}.backward(retain_graph=True)"),
        (0.3, "for i in range(3):\n    {new} = {x} {op} {num}\n    {new}.sum().backward()"),
    ],
    2: [
        (5, "{new} = torch.tensor({nested}, requires_grad=True)"),
        (1, "{new} = torch.tensor({nested}, dtype=torch.float64, requires_grad=True)"),
        (1, "{new} = torch.tensor({intnested})"),
        (0.5, "{new} = torch.tensor({bools})"),
        (1, "{new} = torch.{maker}({shape}, requires_grad=True)"),
        (1, "{new} = torch.arange({n} * {n}, dtype=torch.float32).reshape({n}, -1).requires_grad_()"),
        (0.5, "{new} = torch.arange({n} + 1.)"),
        (0.5, "{new} = torch.linspace(-1, 1, {n} + 1)"),
        (0.3, "{new} = torch.eye({n})"),
        (0.3, "{new} = torch.full({shape}, {num})"),
        (5, "{new} = {x} {op} {y}"),
        (2, "{new} = {num} {op} {x}"),
        (1, "{new} = {x} ** {power}"),
        (1, "{new} = {x} {compare} {y}"),
        (0.5, "{new} = {x} {compare} {num}"),
        (3, "{new} = {x}.{function2}()"),
        (1, "{new} = torch.{function2}({x})"),
        (3, "{new} = {x}.{reduce2}({dim})"),
        (2, "{new} = {x}.{reduce2}({dim}, keepdim=True)"),
        (1, "{new} = {x}.{reduce2}(dim={dims})"),
        (1, "{new} = torch.{reduce2}({x}, dim={dim})"),
        (2, "{new} = {x}.{reduce2}()"),
        (1, "{new} = {x}.{extreme}()"),
        (1, "{new} = {x}.{extreme}({dim})"),
        (1, "{new} = {x}.{extreme}({dim})[0]"),
        (0.5, "{new} = {x}.arg{extreme}({dim})"),
        (0.5, "{new} = torch.{extreme}({x}, {y})"),
        (0.5, "{new} = torch.{extreme}imum({x}, {y})"),
        (2, "{new} = {x}.view({viewshape})"),
        (2, "{new} = {x}.reshape({viewshape})"),
        (1, "{new} = {x}.t()"),
        (1, "{new} = {x}.T"),
        (1, "{new} = {x}.transpose({dim}, {dim})"),
        (1, "{new} = {x}.permute({perm})"),
        (1, "{new} = {x}.unsqueeze({dim})"),
        (1, "{new} = {x}.squeeze()"),
        (0.5, "{new} = {x}.squeeze({dim})"),
        (1, "{new} = {x}.flatten()"),
        (1, "{new} = {x}.expand({expandshape})"),
        (0.5, "{new} = {x}.expand_as({y})"),
        (3, "{new} = {x}[{index}]"),
        (1, "{new} = {x}[{compared}]"),
        (0.5, "{new} = {x}[{intlist}]"),
        (1, "{new} = torch.cat([{x}, {same}])"),
        (1, "{new} = torch.cat([{x}, {same}], dim={dim})"),
        (1, "{new} = torch.stack([{x}, {same}], dim={dim})"),
        (0.5, "{new} = torch.where({x} > {num}, {x}, {y})"),
        (0.5, "{new} = {x}.clamp({num}, {num})"),
        (0.5, "{new} = {x}.clamp(min={num})"),
        (2, "{new} = {x} @ {mat}"),
        (1, "{new} = {x}.{mul}({mat})"),
        (0.5, "{new} = {x}.{norm}()"),
        (0.5, "{new} = {x}.cumsum({dim})"),
        (0.5, "{new} = {x}.softmax({dim})"),
        (0.3, "{new} = torch.log_softmax({x}, {dim})"),
        (0.3, "{new} = {x}.var({dim})"),
        (0.3, "{new} = {x}.std()"),
        (0.3, "{new} = {x}.prod()"),
        (0.3, "{new} = {x}.masked_fill({x} > {num}, {num})"),
        (0.3, "{new} = {x}.unbind({dim})[0]"),
        (0.3, "{new} = {x}.chunk(2, {dim})[-1]"),
        (0.3, "{new} = {x}.split({n}, {dim})[0]"),
        (0.3, "{new}, = torch.autograd.grad(({x}.split(1)[0] * {x}.unbind()[-1]).sum(), {leaf}, allow_unused=True)"),
        (0.3, "{new} = {x}.sort({dim}).values"),
        (0.3, "{new} = {x}.topk(1, {dim})[0]"),
        (0.3, "{new} = {x}.a{extreme}({dim})"),
        (0.2, "{new} = {x}.median()"),
        (0.3, "{new} = {x}.logsumexp({dim})"),
        (0.2, "{new} = {x}.flip({dim})"),
        (0.2, "{new} = {x}.repeat({expandshape})"),
        (0.2, "{new} = {x}.tril()"),
        (0.2, "{new} = {x}.gather(0, torch.zeros_like({x}).long())"),
        (0.2, "{new} = {x}.index_select({dim}, torch.tensor([0]))"),
        (0.2, "{new} = torch.masked_select({x}, {x} > {num})"),
        (0.2, "{new} = torch.einsum('ij,jk->ik', {x}, {mat})"),
        (0.2, "{new} = torch.outer({x}, {y})"),
        (0.2, "{new} = {x}.{divide}({y})"),
        (0.2, "{new} = {x} % {num}"),
        (0.2, "{new} = {x} // {num}"),
        (0.2, "{new} = torch.clamp({x}, min={y}, max={y})"),
        (0.2, "{new} = torch.nn.functional.{loss}({x}, {same})"),
        (0.2, "{new} = torch.nn.functional.{activation}({x})"),
        (0.2, "{new} = {x}.movedim({dim}, {dim})"),
        (0.2, "{new} = {x}.var({dim}, keepdim=True)"),
        (0.2, "{new} = {x}.{norm}(dim={dim})"),
        (0.2, "{new} = {x}[{x}.argmax()]"),
        (0.2, "{new} = {x}[{index}, {intlist}]"),
        (0.2, "{new} = {x}[{intlist}, None, {intlist}]"),
        (1, "{new} = {x}.to({dtype})"),
        (1, "{new} = {x}.{cast}()"),
        (0.5, "{new} = {x}.type({dtype})"),
        (0.5, "{new} = torch.{maker}_like({x})"),
        (0.5, "{new} = {x}.contiguous()"),
        (0.3, "{x}.is_contiguous(), {x}.stride(), {x}.numel(), {x}.dim()"),
        (0.3, "{x}.size(), {x}.size({dim}), len({x})"),
        (0.5, "[row for row in {x}]"),
        (0.3, "{x}.tolist()"),
        (0.3, "{x}.item()"),
        (0.3, "{x}.{check}()"),
        (1, "print({x})"),
        (0.3, "torch.equal({x}, {same}), torch.allclose({x}, {same})"),
        (5, "{r}.sum().backward()"),
        (3, "{s}.backward()"),
        (1, "{r}.backward(torch.ones_like({r}))"),
        (0.5, "{r}.backward({same}.clone())"),
        (0.5, "({r} * {y}).mean().backward(retain_graph=True)"),
        (2, "{new}, = torch.autograd.grad(({r} ** 2).sum(), {r}, create_graph=True)"),
        (1, "{new}, = torch.autograd.grad({s}, {r}, create_graph=True)"),
        (1, "torch.autograd.grad({r}.sum(), [{leaf}, {r}], allow_unused=True)"),
        (1, "{inner}.retain_grad()"),
        (0.5, "{new} = {leaf}.grad"),
        (0.5, "{new} = {x}.detach()"),
        (0.5, "{new} = {x}.clone()"),
        (0.5, "with torch.no_grad():\n    {new} = {x} {op} {y}"),
        (0.5, "{inner}.grad_fn.next_functions"),
        (0.3, "{inner}.grad_fn.next_functions[0][0].next_functions"),
        (1, "{new} = {x}.{function3}()"),
        (0.5, "{new}, = torch.autograd.grad({x}.{function3}().sum(), {leaf}, create_graph=True)"),
        (0.5, "{new}, = torch.autograd.grad({x}.{several}().sum(), {leaf}, create_graph=True)"),
        (0.5, "{new}, = torch.autograd.grad(({x}.{along}({dim}) ** 2).sum(), {leaf}, create_graph=True)"),
        (0.3, "{new} = {x}.norm(p={order})"),
        (0.3, "{new} = {x}.norm({order}, dim={dim}, keepdim={truth})"),
        (0.3, "{new} = {x}.prod({dim})"),
        (0.3, "{new} = {x}.{spread}({dim}, unbiased={truth}, keepdim={truth})"),
        (0.3, "{new} = torch.einsum('{letters}', {x}, {y})"),
        (0.2, "{new} = torch.einsum('{letter}', {x})"),
        (0.3, "{new} = {x}.repeat_interleave({n}, {dim})"),
        (0.3, "{new} = {x}.tile({n})"),
        (0.3, "{new} = {x}.narrow({dim}, 0, 1)"),
        (0.3, "{new} = torch.{pile}([{x}, {same}])"),
        (0.3, "{new} = {x}.{triangle}({num})"),
        (0.2, "{new} = {x}.argsort({dim}, stable=True)"),
        (0.2, "{new} = {x}.sort({dim}, descending={truth})"),
        (0.2, "{new} = {x}.scatter(0, torch.zeros_like({same}).long(), {num})"),
        (0.2, "{new} = torch.zeros_like({x}).scatter_add(0, torch.zeros_like({same}).long(), {same})"),
        (0.2, "{new} = {x}.add({y}, alpha={num})"),
        (0.2, "{new} = torch.{fused}({x}, {y}, {y}, value={num})"),
        (0.2, "{new} = {x}.clamp_min({num}) + {x}.clamp_max({num})"),
        (0.2, "{new} = torch.{logical}({x}, {y})"),
        (0.2, "{new} = {x}.div({num}, rounding_mode={rounding})"),
        (0.2, "{new} = {x}.round(decimals=1)"),
        (0.2, "{new} = {x}.{new_kind}({n})"),
        (0.2, "{new} = torch.full_like({x}, {num})"),
        (0.2, "{x}.count_nonzero(), {x}.unique()"),
        (0.2, "{new} = {x}.unflatten(0, (1, -1))"),
        (0.2, "{new} = {x}.swapaxes({dim}, {dim})"),
        (0.2, "{new} = {x}.mT"),
        (0.2, "{new} = torch.addmm({y}, {x}, {mat})"),
        (0.2, "{new} = torch.bmm({x}, {mat})"),
    ],
    3: [
        (5, "{new} = torch.tensor({nested}, requires_grad=True)"),
        (2, "{new} = torch.tensor({nested})"),
        (1, "{new} = torch.zeros({shape})"),
        (4, "{new} = {r} * {num}"),
        (2, "{new} = {x} {op} {y}"),
        (2, "{new} = {r}.clone()"),
        (2, "{new} = {x}.{saver}()"),
        (1, "{new} = {x} ** 2"),
        (2, "{new} = {x}[{index}]"),
        (1, "{new} = {x}.view({viewshape})"),
        (0.5, "{new} = {x}.reshape({viewshape})"),
        (1, "{new} = {x}.t()"),
        (0.5, "{new} = {x}.transpose({dim}, {dim})"),
        (0.5, "{new} = {x}.unsqueeze({dim})"),
        (0.5, "{new} = {x}.expand({expandshape})"),
        (1, "{new} = {x}.detach()"),
        (0.5, "{new} = {x}.data"),
        (3, "{x} {iop} {num}"),
        (2, "{x} {iop} {y}"),
        (2, "{inner} {iop} {num}"),
        (1, "{inner} {iop} {y}"),
        (2, "{x}.{inplace}({num})"),
        (1, "{x}.{inplace}({y})"),
        (2, "{x}.{inplace1}()"),
        (1, "{inner}.{inplace1}()"),
        (0.5, "{x}.fill_({num})"),
        (0.5, "{x}.zero_()"),
        (1, "{x}.copy_({y})"),
        (2, "{x}[{index}] = {num}"),
        (1, "{inner}[{index}] = {num}"),
        (1, "{x}[{index}] = {s}"),
        (1, "{x}[{index}] {iop} {num}"),
        (0.5, "{x}[{compared}] = {num}"),
        (0.5, "{x}[{index}].{inplace1}()"),
        (1, "with torch.no_grad():\n    {x} {iop} {num}"),
        (0.5, "with torch.no_grad():\n    {x}[{index}] = {num}"),
        (0.5, "with torch.no_grad():\n    {new} = {r}.view(-1)"),
        (0.5, "{x}.data {iop} {num}"),
        (0.5, "{x}.detach().{inplace1}()"),
        (0.3, "{new} = {x}.unbind()[0]"),
        (0.3, "{new} = {x}.split(1)[-1]"),
        (0.3, "for row in {x}:\n    row {iop} {num}"),
        (0.3, "{x}.{inplace2}({y}, {y})"),
        (0.3, "{x}.clamp_({num}, {num})"),
        (0.3, "{x}.masked_fill_({x} > {num}, {num})"),
        (0.3, "{x}[{intlist}] = {num}"),
        (0.3, "{x}[{intlist}] {iop} {num}"),
        (0.2, "{x}.{turned}()"),
        (0.3, "with torch.no_grad():\n    {x}.copy_({y})"),
        (0.3, "with torch.inference_mode():\n    {new} = {x} * {num}"),
        (0.3, "{x}.detach_()"),
        (0.5, "{x}.requires_grad_()"),
        (4, "{r}.sum().backward()"),
        (2, "{r}.sum().backward(retain_graph=True)"),
        (1, "{s}.backward()"),
        (1, "{r}.backward(torch.ones_like({r}))"),
        (1, "torch.autograd.grad({r}.sum(), [{leaf}, {r}], allow_unused=True)"),
        (1, "{new}, = torch.autograd.grad(({r} ** 2).sum(), {r}, create_graph=True)"),
        (1, "{inner}.retain_grad()"),
        (1, "h = {r}.register_hook(lambda g: {hook})"),
        (1, "{r}.register_hook(lambda g: seen.append(g.clone()))"),
        (0.5, "{handle}.remove()"),
        (0.7, "{leaf}.register_post_accumulate_grad_hook(lambda p: seen.append(p.grad.clone()))"),
        (0.3, "{r}.register_post_accumulate_grad_hook(lambda p: None)"),
        (0.7, "{inner}.grad_fn.register_hook(lambda gi, go: seen.append((gi, go)))"),
        (0.4, "{inner}.grad_fn.register_hook(lambda gi, go: tuple(g if g is None else g * 2 for g in gi))"),
        (0.7, "{inner}.grad_fn.register_prehook(lambda go: seen.append(go))"),
        (0.4, "{inner}.grad_fn.register_prehook(lambda go: tuple(g * 2 for g in go))"),
        (0.5, "{inner}.grad_fn.next_functions"),
        (0.5, "{x}._is_view(), {x}._base is None"),
        (0.5, "{leaf}.grad.zero_()"),
        (0.5, "{leaf}.grad = None"),
        (1, "{new} = {leaf}.grad"),
        (0.5, "print({x})"),
        # further ways to write into memory
        (0.5, "{x}[{compared}] = {s}"),
        (0.3, "{x}[{compared}] {iop} {num}"),
        (0.3, "{x}[{compared}] = {same}[{compared}]"),
        (0.5, "{x}[{index}] = {y}"),
        (0.3, "{x}[{index}] = {x}[{index}]"),
        (0.3, "{x}[{index}] {iop} {s}"),
        (0.3, "{x}[{intlist}] = {y}"),
        (0.2, "{x}[{index}, {intlist}] = {num}"),
        (0.3, "{x}.masked_fill_({x} > {num}, {s})"),
        (0.3, "{new} = {x}.masked_fill({same} > {num}, {s})"),
        (0.3, "{x}.fill_({s})"),
        (0.3, "{x}.scatter_(0, torch.zeros_like({x}).long(), {same})"),
        (0.3, "{x}.scatter_({dim}, torch.zeros_like({x}).long(), {num})"),
        (0.3, "{x}.scatter_add_(0, torch.zeros_like({x}).long(), {same})"),
        (0.3, "{x}.add_({y}, alpha={num})"),
        (0.2, "{x}.sub_({num}, alpha={num})"),
        (0.3, "{x}.{inplace2}({y}, {y}, value={num})"),
        (0.3, "{x}.clamp_(min={num})"),
        (0.2, "{x}.clamp_(max={y})"),
        (1, "{x}.{inplace3}()"),
        (0.3, "torch.relu(({x}))"),
        (0.3, "{new} = torch.nn.functional.{activation3}({x}, inplace=True)"),
        (0.2, "torch.{outof}({x}, {y}, out={same})"),
        (0.1, "torch.{unary_out}({x}, out={same})"),
        (0.3, "{x} {iop} {x}"),
        (0.3, "{x} {iop} {x}[{index}]"),
        (0.3, "{x} {iop} {same}.detach()"),
        (0.2, "{x} @= {mat}"),
        (0.3, "{x}.{shape_in_place}"),
        # further views, and chains of them
        (0.5, "{new} = {x}.{viewing}"),
        (0.5, "{new} = {x}.{viewing}.{viewing}"),
        (0.3, "{new} = {x}[{index}][{index}]"),
        (0.5, "{x}.view(-1)[{n}:].{inplace}({num})"),
        (0.5, "{x}.{viewing}.{inplace}({num})"),
        (0.3, "{x}.{viewing}[{index}] {iop} {num}"),
        (0.3, "{x}[{index}].{viewing}.{inplace1}()"),
        (0.3, "{new} = {x}.unbind({dim})[-1].{viewing}"),
        (0.3, "{x}.chunk(2)[0].{inplace}({num})"),
        (0.3, "{new}, = {x}[None]"),
        (0.3, "{new} = {x}.view_as({same})"),
        (0.3, "{new} = {x}.expand_as({y})"),
        (0.3, "{new} = {x}.contiguous()"),
        (0.3, "{new} = torch.cat([{x}, {same}])"),
        (0.3, "{new} = torch.stack([{x}, {same}])"),
        (0.3, "{new} = torch.where({x} > {num}, {x}, {y})"),
        (0.5, "{new} = {x}.{reduce}({dim})"),
        (0.5, "{new} = {x}.{reduce}()"),
        (0.3, "{new} = {x} @ {mat}"),
        (0.3, "{x}._version, {x}._is_view(), {x}._base is {y}"),
        (0.3, "{x}.data_ptr() == {y}.data_ptr(), {x}.storage_offset(), {x}.stride()"),
        # modes
        (0.3, "torch.set_grad_enabled({bool})"),
        (0.3, "torch.is_grad_enabled()"),
        (0.3, "with torch.set_grad_enabled({bool}):\n    {new} = {x} {op} {num}"),
        (0.3, "with torch.no_grad():\n    {new} = {x}.{viewing}\n    {new} {iop} {num}"),
        (0.3, "with torch.no_grad(), torch.enable_grad():\n    {new} = {x} {op} {num}"),
        (0.3, "@torch.no_grad()\ndef j(i):\n    return i * 2\n{new} = j({x})"),
        (0.1, "with torch.inference_mode():\n    {new} = {x}.{viewing}"),
        (0.1, "with torch.inference_mode():\n    {x} {iop} {num}"),
        (0.1, "with torch.inference_mode():\n    {new} = torch.tensor({nested})"),
        (0.1, "with torch.inference_mode({bool}):\n    {new} = {x}.clone()"),
        (0.1, "{x}.is_inference(), {x}.requires_grad, {x}.is_leaf"),
        # leaves, buckets, data
        (0.5, "{x}.requires_grad_(False)"),
        (0.3, "{x}.requires_grad = {bool}"),
        (0.5, "{leaf}.data = {same}"),
        (0.3, "{x}.data = {y}"),
        (0.2, "{x}.data = {x}.data.{viewing}"),
        (0.3, "{x}.data[{index}] = {num}"),
        (0.3, "{x}.data.{inplace}({y})"),
        (0.3, "{x}.data.copy_({y})"),
        (0.3, "{x}.detach()[{index}] = {num}"),
        (0.3, "{new} = {x}.detach().{viewing}"),
        (0.3, "{new} = {x}.detach().requires_grad_()"),
        (0.3, "{new} = {x}.detach().clone().requires_grad_()"),
        (0.3, "{leaf}.grad = {same}"),
        (0.3, "{leaf}.grad = {same}.detach().clone()"),
        (0.3, "{leaf}.grad {iop} {num}"),
        (0.3, "{leaf}.grad.{inplace1}()"),
        (0.3, "{leaf}.grad.data.zero_()"),
        (0.2, "{leaf}.grad.detach_()"),
        (0.2, "{leaf}.grad[{index}] = {num}"),
        (0.2, "{leaf}.grad.requires_grad, {leaf}.grad._version"),
        (0.3, "{new} = __import__('copy').deepcopy({x})"),
        (0.3, "with torch.no_grad():\n    {leaf} -= 0.1 * {leaf}.grad\n    {leaf}.grad = None"),
        (0.3, "with torch.no_grad():\n    {leaf}.sub_({leaf}.grad, alpha=0.1)\n{leaf}.grad.zero_()"),
        # passes
        (1, "{r}.backward({same})"),
        (0.5, "{r}.sum().backward(inputs=[{leaf}])"),
        (0.5, "{r}.sum().backward(inputs=[{inner}, {leaf}])"),
        (0.3, "({r} ** 2).sum().backward(inputs={inner}, retain_graph=True)"),
        (0.5, "({r} ** 2).sum().backward(create_graph=True)"),
        (0.5, "torch.autograd.backward([{r}.sum(), {r}.mean()])"),
        (0.5, "torch.autograd.backward([{r}, {s}], [{same}, None])"),
        (0.5, "{new}, = torch.autograd.grad({r}, {leaf}, grad_outputs=torch.ones_like({r}), retain_graph=True)"),
        (0.5, "{new} = torch.autograd.grad({r}.sum(), [{inner}, {leaf}], allow_unused=True)[0]"),
        (0.3, "torch.autograd.grad([{r}.sum(), {r}.sum()], [{leaf}], materialize_grads=True)"),
        (0.3, "torch.autograd.grad({r}, {inner}, {same}, create_graph=True)"),
        (0.5, "{new}, = torch.autograd.grad(({r} ** 3).sum(), {leaf}, create_graph=True)\n{new}.sum().backward()"),
        (0.3, "for i in range(2):\n    ({r} {op} {y}).sum().backward(retain_graph=True)"),
        (0.3, "torch.autograd.functional.jacobian(lambda i: {lam}, {x})"),
        (0.3, "torch.autograd.functional.hessian(lambda i: ({lam}).sum(), {x})"),
        (0.3, "torch.autograd.functional.vjp(lambda i: {lam}, {x}, {same})"),
        # hooks
        (0.2, "{x}.register_hook(lambda g: {hook3})"),
        (0.5, "{r}.register_hook(lambda g: seen.append(g))"),
        (0.1, "{inner}.grad_fn.register_hook(lambda gi, go: {hooks3})"),
        (0.1, "{inner}.grad_fn.register_prehook(lambda go: {prehooks3})"),
        (0.1, "{leaf}.register_post_accumulate_grad_hook(lambda p: {posthook})"),
        (0.3, "with {r}.register_hook(lambda g: {hook}):\n    {r}.sum().backward(retain_graph=True)"),
        (0.3, "{x}.retain_grad()\n{x}.sum().backward()"),
        (0.3, "{x}.retain_grad()"),
        (0.3, "{x}.retains_grad"),
        (0.3, "[(f and f.name(), n) for f, n in {inner}.grad_fn.next_functions]"),
        (0.3, "{inner}.grad_fn.{saved}"),
        (0.3, "(({x} {op} {y}) {op} {num}).grad_fn.next_functions[0][0].next_functions"),
        (
            0.3,
            "with torch.autograd.graph.saved_tensors_hooks(lambda t: {pack}, lambda t: {unpack}):\n"
            "    {new} = {r} {op} {y}",
        ),
        # operations of one's own
        *(
            (0.5, f"class F(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, {i}):\n"
             f"        {forward}\n    @staticmethod\n    def backward(ctx, *o):\n        {backward}\n{call}")
            for i, forward, backward, call in [
                ("i", "ctx.save_for_backward(i)\n        return {lam}",
                 "i, = ctx.saved_tensors\n        return o[0] * i", "{new} = F.apply({x})"),
                ("i", "ctx.i = i\n        return {lam}", "return o[0] * ctx.i", "{new} = F.apply({x})"),
                ("i", "ctx.mark_dirty(i)\n        return i.mul_({num})", "return {lamo}", "{new} = F.apply({x})"),
                ("i", "ctx.mark_dirty(i)\n        i {iop} {num}\n        return i", "return o[0] * {num}",
                 "{new} = F.apply({x})"),
                ("i", "i.add_({num})\n        return i", "return o[0]", "{new} = F.apply({x})"),
                ("i", "return i", "return o[0] * 2", "{new} = F.apply({x})"),
                ("i", "return i.view(-1)", "return o[0]", "{new} = F.apply({x})"),
                ("i, j", "ctx.save_for_backward(i, j)\n        return i * j",
                 "i, j = ctx.saved_tensors\n        return o[0] * j, o[0] * i", "{new} = F.apply({x}, {y})"),
                ("i, j", "return i + j", "return o[0], None", "{new} = F.apply({x}, {num})"),
                ("i", "return i * 2, i * 3", "return o[0] * 2 + o[1] * 3", "{new} = F.apply({x})[{bit}]"),
                ("i", "o = i.exp()\n        ctx.save_for_backward(o)\n        return o",
                 "i, = ctx.saved_tensors\n        return o[0] * i", "{new} = F.apply({x})"),
                ("i", "ctx.mark_non_differentiable(i)\n        return i * 2", "return o[0]", "{new} = F.apply({x})"),
                ("i", "o = i > 0\n        ctx.mark_non_differentiable(o)\n        return o, i * 2",
                 "return o[1] * 2", "{new} = F.apply({x})[{bit}]"),
                ("i", "ctx.set_materialize_grads(False)\n        return i * 2, i * 3",
                 "return o[0] if o[0] is not None else o[1]", "{new} = F.apply({x})[{bit}]"),
                ("i", "return i * 2", "return None", "{new} = F.apply({x})"),
                ("i", "return i * 2", "return o[0].sum()", "{new} = F.apply({x})"),
                ("i", "return i * 2", "return o[0].mul_(2)", "{new} = F.apply({x})"),
            ]
        ),
    ],
}  # fmt: skip
LEVELS[2] += [(w / 6, t) for w, t in LEVELS[1] if "vals" not in t and "h" not in t.split(" ")[0]]

CHOICES = {
    "op": "+ + - * * /",
    "compare": "== != < <= > >=",
    "power": "2 2 3 0.5 1 0 -1 2. 1.5",
    "num": "2 3. 0.5 -1 1 10 -0.3 0 0.1",
    "pos": "2 0.5 1 3.",
    "n": "1 2 3 4",
    "maker": "zeros ones ones",
    "function": "exp log sqrt sin cos tanh sigmoid relu abs square neg reciprocal",
    "function2": "exp log sqrt sin cos tanh sigmoid relu abs sign square neg round floor ceil",
    "function3": "log2 log10 log1p expm1 rsqrt tan atan asin acos sinh cosh erf exp2 trunc",
    "several": "prod std var norm max min median mean cumsum logsumexp softmax amax",
    "along": "prod std var mean cumsum logsumexp softmax amax argmax",
    "order": "1 2 3 1.5 float('inf')",
    "truth": "True False",
    "spread": "var std",
    "letters": "i,j->ij ij,ij-> ij,j->i ij,ij->ij ij,kj->ik ij,ij->j bij,bij->b ,ij->ij i,i",
    "letter": "ij->ji ij->i ij-> ij i-> ijk->k",
    "pile": "hstack vstack",
    "triangle": "tril triu",
    "fused": "addcmul addcdiv",
    "logical": "logical_and logical_or logical_xor",
    "rounding": "'floor' 'trunc'",
    "new_kind": "new_zeros new_ones",
    "unary_out": "exp sqrt sigmoid tanh sin abs",
    "saver": "exp sqrt sigmoid relu tanh sin square abs",
    "method": "add sub mul div pow",
    "reduce": "sum sum mean",
    "reduce2": "sum sum mean",
    "extreme": "max min",
    "mul": "matmul mm mv dot",
    "norm": "norm",
    "divide": "fmod remainder floor_divide true_divide atan2",
    "loss": "mse_loss l1_loss binary_cross_entropy_with_logits",
    "activation": "relu leaky_relu softplus sigmoid tanh",
    "cast": "float double long int bool half byte",
    "check": "isnan isinf any all is_floating_point nonzero",
    "dtype": "torch.float32 torch.float64 torch.int64 torch.int32 torch.bool",
    "hook": "g+1 g*2 None g 2*g.sum()*g -g",
    "iop": "+= += -= *= *= /= **=",
    "inplace2": "addcmul_ addcdiv_",
    "turned": "t_ squeeze_ contiguous",
    "inplace": "add_ sub_ mul_ div_ pow_",
    "inplace3": "log_ cos_ tan_ atan_ reciprocal_ rsqrt_ floor_ ceil_ round_ trunc_ sign_ erf_ expm1_ log1p_ log2_",
    "activation3": "relu relu relu leaky_relu",
    "outof": "add sub mul div pow maximum",
    "viewing": "t() T mT view(-1) view(-1,1) unsqueeze(0) unsqueeze(-1) squeeze() squeeze(0) flatten() reshape(-1)"
    " transpose(0,-1) [0] [-1] [1:] [::2] [...,0] [:,-1:] [None] expand(2,-1) select(0,0) narrow(0,0,1) unbind()[0]"
    " movedim(0,-1) permute(1,0) detach() data clone() contiguous() chunk(2)[-1] split(1)[0]",
    "shape_in_place": "t_() squeeze_() unsqueeze_(0) squeeze_(0) transpose_(0,1) unsqueeze_(-1) detach_()",
    "bool": "True False",
    "bit": "0 1",
    "lam": "i*2 i**2 i.exp() i+1 i i*i.detach() i.sum() i[0] -i i.clone().mul_(2) i.view(-1)",
    "lamo": "o[0]*2 o[0] None o[0].clone()",
    "hook3": "g.mul_(2) g.detach() g.clone() g.sum() g.double() 3 g.view(-1) g.zero_() g*2 (g,) g.expand_as(g) g.t()",
    "hooks3": "None gi gi[0] 3 () (None,) list(gi) gi[:1] gi+gi",
    "prehooks3": "None go go[0]*3 (None,) 3 ()",
    "posthook": "None p.grad.zero_() p.grad.mul_(2) setattr(p,'grad',None) p.data.zero_() seen.append(p.grad)",
    "saved": "_saved_self _saved_other _saved_result _saved_exponent _saved_dim next_functions metadata name()",
    "pack": "t t*2 t.detach() t.shape t.clone()",
    "unpack": "t t*2 3 t.detach()",
    "inplace1": "zero_ exp_ sqrt_ tanh_ sigmoid_ relu_ neg_ square_ abs_ sin_",
}


class Gap(Exception):
    """No variable fits the place."""


class Writer:
    """Writes the lines of one program, looking at the variables that the lines so far have made."""

    def __init__(self, source: random.Random, level: int, is_tensor: Callable[[Any], bool]) -> None:
        self.random, self.is_tensor = source, is_tensor
        self.templates = [t for _, t in LEVELS[level]]
        self.weights = [w for w, _ in LEVELS[level]]

    def line(self, namespace: dict[str, Any]) -> str:
        self.namespace = namespace
        self.tensors = [n for n, v in namespace.items() if n in NAMES and self.is_tensor(v)]
        while True:
            (template,) = self.random.choices(self.templates, self.weights)
            self.last: str = ""
            try:
                text = re.sub(r"(?<!\{)\{(\w+)\}", lambda m: self.fill(m[1]), template)
            except Gap:
                continue
            return text.replace("{{{", "{").replace("{{", "{").replace("}}", "}")

    def fill(self, place: str) -> str:
        if place in CHOICES:
            return self.random.choice(CHOICES[place].split(" "))
        return getattr(self, f"a_{place}")()

    def pick(self, fits: Callable[[Any], Any], any_will_do: bool = True) -> str:
        def asked(name: str) -> Any:
            try:
                return fits(self.namespace[name])
            except RuntimeError:  # a view whose history cannot be told
                return False

        found = [n for n in self.tensors if asked(n)]
        if not found and any_will_do and self.random.random() < 0.05:
            found = self.tensors
        if not found:
            raise Gap
        # what was made last is what the next line is most likely about
        return found[-1] if self.random.random() < 0.35 else self.random.choice(found)

    def shape(self) -> tuple[int, ...]:
        return tuple(self.namespace[self.last].shape) if self.last in self.namespace else ()

    def a_new(self) -> str:
        free = [n for n in NAMES if n not in self.namespace]
        again = [n for n in self.tensors if n != self.last]
        return self.random.choice(again if again and self.random.random() < 0.12 else free[:3] or again)

    def a_handle(self) -> str:
        if "h" not in self.namespace:
            raise Gap
        return "h"

    def a_x(self) -> str:
        self.last = self.pick(lambda t: True)
        return self.last

    def a_r(self) -> str:
        self.last = self.last if self.last and self.random.random() < 0.5 else self.pick(lambda t: t.requires_grad)
        return self.last

    def a_s(self) -> str:
        return self.pick(lambda t: t.numel() == 1 and t.requires_grad)

    def a_leaf(self) -> str:
        with contextlib.suppress(RuntimeError):  # PyTorch tells nothing of some views
            if self.last and self.namespace[self.last].is_leaf:
                return self.last  # `w -= 0.1 * w.grad`
        self.last = self.pick(lambda t: t.requires_grad and t.is_leaf)
        return self.last

    def a_inner(self) -> str:
        self.last = self.pick(lambda t: not t.is_leaf)
        return self.last

    def a_y(self) -> str:
        shape = self.shape()
        if self.random.random() < 0.03:
            return self.pick(lambda t: True)
        return self.pick(lambda t: fits_together(tuple(t.shape), shape))

    def a_same(self) -> str:
        shape = self.shape()
        return self.pick(lambda t: tuple(t.shape) == shape)

    def a_mat(self) -> str:
        shape = self.shape()
        return self.pick(lambda t: t.ndim and shape and t.shape[-2 if t.ndim > 1 else -1] == shape[-1])

    def a_dim(self) -> str:
        n = len(self.shape())
        return str(self.random.randint(-n, n - 1) if n and self.random.random() < 0.95 else self.random.randint(-3, 3))

    def a_dims(self) -> str:
        n = len(self.shape())
        return str(tuple(self.random.sample(range(n), self.random.randint(1, n))) if n else (0,))

    def a_perm(self) -> str:
        n = len(self.shape())
        return ", ".join(map(str, self.random.sample(range(n), n)))

    def a_vals(self) -> str:
        return str(self.numbers(self.random.choice([(), (), (), (1,), (2,), (2,), (3,)])))

    def a_nested(self) -> str:
        return str(
            self.numbers(self.random.choice([(), (2,), (3,), (2, 2), (2, 3), (2, 3), (3, 1), (1, 3), (2, 1, 2)]))
        )

    def a_ints(self) -> str:
        return str(self.numbers(self.random.choice([(), (2,), (3,)]), whole=True))

    def a_intnested(self) -> str:
        return str(self.numbers(self.random.choice([(2,), (3,), (2, 3)]), whole=True))

    def a_bools(self) -> str:
        return str([self.random.random() < 0.5 for _ in range(self.random.randint(1, 3))])

    def numbers(self, shape: tuple[int, ...], whole: bool = False) -> Any:
        if not shape:
            if whole:
                return self.random.randint(-3, 5)
            return self.random.choice([1.0, 2.0, 3.0, 0.5, -1.0, -2.0, 0.0, 1.5, 0.1, 4.0, -0.7, 2.5])
        return [self.numbers(shape[1:], whole) for _ in range(shape[0])]

    def a_shape(self) -> str:
        return ", ".join(str(self.random.randint(1, 3)) for _ in range(self.random.randint(1, 3)))

    def a_viewshape(self) -> str:
        n = math.prod(self.shape())
        divisors = [d for d in range(1, n + 1) if n % d == 0] or [1]
        d = self.random.choice(divisors)
        return self.random.choice(["-1", f"{d}, -1", f"-1, {d}", f"{d}, {n // d}", f"{n}", f"({d}, {n // d})", "2, 3"])

    def a_expandshape(self) -> str:
        shape = [n if n != 1 else self.random.choice([1, 2, 3]) for n in self.shape()]
        lead = [self.random.randint(1, 3)] if self.random.random() < 0.4 else []
        return ", ".join(map(str, [*lead, *shape])) or "2"

    def a_index(self) -> str:
        keys = []
        for n in self.shape() or (1,):
            at = self.random.randint(-n, n - 1) if n else 0
            keys.append(
                self.random.choice([str(at), str(at), ":", f"{max(at, 0)}:", ":1", "::2", "None", "...", "-1", "1:"])
            )
            if self.random.random() < 0.4:
                break
        if keys.count("...") > 1:
            keys = [k for k in keys if k != "..."] or ["0"]
        return ", ".join(keys)

    def a_intlist(self) -> str:
        n = (self.shape() or (1,))[0]
        return str([self.random.randint(-n, n - 1) if n else 0 for _ in range(self.random.randint(1, 3))])

    def a_compared(self) -> str:
        return f"{self.last} {self.fill('compare')} {self.fill('num')}"


def fits_together(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return all(m == n or 1 in (m, n) for m, n in zip(reversed(a), reversed(b)))


# ---- running a line, and looking around --------------------------------------------------------------------


class Outcome(NamedTuple):
    """What one line shows."""

    value: Any
    printed: str
    warned: list[str]
    raised: str


def execute(line: str, namespace: dict[str, Any]) -> Outcome:
    out, value, raised = io.StringIO(), None, ""
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(out):
        warnings.simplefilter("always")
        try:
            tree = ast.parse(line)
            if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
                value = eval(compile(ast.Expression(tree.body[0].value), "<program>", "eval"), namespace)
            else:
                exec(compile(tree, "<program>", "exec"), namespace)
        except Exception as error:
            raised = f"{type(error).__name__}: {error}".split("\nException raised from")[0].replace(
                "error:\n", "error: "
            )
    warned = [f"{w.category.__name__}: {str(w.message).split(' (Triggered internally')[0]}" for w in caught]
    return Outcome(value, ADDRESS.sub("<address>", out.getvalue()), warned, ADDRESS.sub("<address>", raised))


def start(torch: Any) -> dict[str, Any]:
    torch.set_warn_always(True)  # what PyTorch says once in a process, it says in each program
    torch.set_grad_enabled(True)
    return {"torch": torch, "seen": []}


def look(tensor: Any) -> dict[str, Any]:
    """What can be asked of a tensor, apart from its values."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        asked = ("dtype", "shape", "requires_grad", "is_leaf", "grad_fn", "retains_grad", "output_nr", "grad")
        try:
            found = {name: getattr(tensor, name) for name in asked}
        except RuntimeError as error:  # a view whose history cannot be told
            return dict.fromkeys(asked, str(error))
        found |= {name: str(found[name]) for name in ("dtype", "shape")}
        found["grad_fn"] = None if found["grad_fn"] is None else found["grad_fn"].name()
        return found


UNTOLD = "a view of which PyTorch tells nothing"


def told(tensor: Any) -> str:
    try:
        return repr(tensor)
    except RuntimeError:
        return UNTOLD


def version(tensor: Any) -> int:
    """-1 where nothing is counted."""
    try:
        return tensor._version
    except RuntimeError:
        return -1


# PyTorch reads the size of the first dimension of a tensor that has none: what it says depends on what it finds there
NO_DIMENSION = "IndexError: select() cannot be applied to a 0-dim tensor.", "IndexError: index"


class Comparison:
    """Finds the first thing that differs between what two lines show, or two namespaces hold."""

    def __init__(self, minigrad: Any, torch: Any) -> None:
        self.minigrad, self.torch = minigrad, torch
        self.born: dict[int, Any] = {}  # the first versions of tensors that hold a gradient: the pass's own affair
        self.gradients: set[int] = set()  # these tensors
        self.scale = 1.0  # the largest number that the program has made so far: errors are as large as it times epsilon

    def after(self, line: str, ours: Any, theirs: Any) -> tuple[str, str] | None:
        """Run a line in both namespaces; what differs then?"""
        said = execute(line, theirs)
        self.of_gradients = re.search(r"(?<!requires_)grad\b|backward|\.detach\(|\.data\b", line) is not None
        self.is_mixed = any(getattr(value, "dtype", None) is self.torch.float32 for value in theirs.values())
        return self.outcomes(execute(line, ours), said) or self.namespaces(ours, theirs)

    def outcomes(self, ours: Outcome, theirs: Outcome) -> tuple[str, str] | None:
        if ours.raised != theirs.raised and (theirs.raised, ours.raised[:17]) != NO_DIMENSION:
            return "error", f"PyTorch: {theirs.raised or 'none'}\n      minigrad: {ours.raised or 'none'}"
        if ours.warned != theirs.warned:
            return "warning", f"PyTorch: {theirs.warned}\n      minigrad: {ours.warned}"
        return self.values("value", ours.value, theirs.value) or (
            None if ours.printed == theirs.printed or self.close(ours.printed, theirs.printed)
            else ("printed", f"PyTorch: {theirs.printed}\n      minigrad: {ours.printed}")
        )  # fmt: skip

    def close(self, ours: str, theirs: str) -> bool:
        """Texts whose numbers differ in their last digit: rounding of numbers that are a few ulp apart."""
        number = re.compile(r"-?\d+\.\d+(?:e[+-]\d+)?")
        if number.sub("#", ours) != number.sub("#", theirs):
            return False
        return all(
            math.isclose(float(a), float(b), rel_tol=1e-3, abs_tol=1e-4)
            for a, b in zip(number.findall(ours), number.findall(theirs))
        )

    def namespaces(self, ours: dict[str, Any], theirs: dict[str, Any]) -> tuple[str, str] | None:
        for name, value in theirs.items():
            if name in NAMES or name == "seen":
                found = self.values(name, ours.get(name), value)
                if found is not None:
                    return found
        return None

    def values(self, name: str, ours: Any, theirs: Any) -> tuple[str, str] | None:
        if isinstance(theirs, self.torch.Tensor):
            return self.tensors(name, ours, theirs)
        if isinstance(theirs, (list, tuple)) and type(theirs).__name__ != "Size":
            if not isinstance(ours, (list, tuple)) or len(ours) != len(theirs):
                return "value", f"{name}: PyTorch {theirs!r}, minigrad {ours!r}"
            for i, (a, b) in enumerate(zip(ours, theirs)):
                found = self.values(f"{name}[{i}]", a, b)
                if found is not None:
                    return found
            return None
        if isinstance(theirs, (float, np.ndarray)) and isinstance(ours, (float, np.ndarray)):
            return None if self.near(np.asarray(ours), np.asarray(theirs)) else ("value", f"{name}: {theirs} {ours}")
        a, b = ADDRESS.sub("<address>", told(ours)), ADDRESS.sub("<address>", told(theirs))
        return None if a == b else ("value", f"{name}: PyTorch {b}, minigrad {a}")

    def near(self, ours: np.ndarray, theirs: np.ndarray) -> bool:
        if ours.dtype.kind != "f" or ours.shape != theirs.shape:
            return ours.shape == theirs.shape and bool(np.all(ours == theirs))
        finite = np.abs(theirs[np.isfinite(theirs)])
        self.scale = max(self.scale, min(float(finite.max(initial=0)), 1e4))
        rounded = theirs.ndim == 0 or (self.of_gradients and self.is_mixed)  # a float32 may have been on the way
        epsilon = 1.2e-7 if theirs.dtype == np.float64 and rounded else float(np.finfo(theirs.dtype).eps)
        with np.errstate(all="ignore"):
            apart = np.abs(ours.astype(float) - theirs.astype(float))
            allowed = epsilon * (32 * self.scale + 64 * np.abs(theirs.astype(float)))
            return bool(np.all((ours == theirs) | (np.isnan(ours) & np.isnan(theirs)) | (apart <= allowed)))

    def tensors(self, name: str, ours: Any, theirs: Any) -> tuple[str, str] | None:
        if not isinstance(ours, self.minigrad.Tensor):
            return "value", f"{name}: PyTorch {theirs!r}, minigrad {ours!r}"
        a, b = look(ours), look(theirs)
        if id(theirs) not in self.born:  # keeps `theirs`, lest its id be given again
            mine = (version(ours), version(theirs)) if self.of_gradients else (0, 0)
            if theirs._is_view():  # it counts with its base
                mine = self.born.setdefault(id(theirs._base), (theirs._base, *mine))[1:3]
            self.born[id(theirs)] = theirs, *mine
            self.gradients |= {id(theirs)} if self.of_gradients else set()
        _, at_first, theirs_at_first = self.born[id(theirs)]
        a["version"], b["version"] = version(ours) - at_first, version(theirs) - theirs_at_first
        if id(theirs) not in self.gradients:
            a["stride"], b["stride"] = tuple(ours.stride()), tuple(theirs.stride())
        for aspect, value in b.items():
            if aspect == "grad":
                if value is None and a["grad"] is None:
                    continue
                outer, self.of_gradients = self.of_gradients, True
                found = self.values(f"{name}.grad", a["grad"], value)
                self.of_gradients = outer
                if found is not None:
                    return found if found[0] == "printed" else ("grad: " + found[0].removeprefix("grad: "), found[1])
            elif a[aspect] != value:
                return aspect, f"{name}: PyTorch {value}, minigrad {a[aspect]}"
        mine, other = ours.detach().numpy(), theirs.detach().numpy(force=True)
        if not self.near(mine, other):
            return "value", f"{name}: PyTorch {theirs}, minigrad {ours}"
        if not np.array_equal(mine, other):  # a few ulp apart: how would PyTorch's numbers print here?
            if mine.flags.writeable:
                np.copyto(mine, other)  # from here on with these, so that each operation is looked at by itself
            else:
                before, ours = ours, self.minigrad.from_numpy(other.copy())
                ours._requires, ours._node = before.requires_grad, before._node
        if told(theirs) not in (told(ours), UNTOLD):
            return "printed", f"{name}: PyTorch {theirs}, minigrad {ours}"
        return None


def compare(lines: list[str], minigrad: Any, torch: Any) -> tuple[int, str, str] | None:
    """The first difference that a program shows: (number of the line, aspect, detail)."""
    ours, theirs, comparison = start(minigrad), start(torch), Comparison(minigrad, torch)
    for i, line in enumerate(lines):
        found = comparison.after(line, ours, theirs)
        if found is not None:
            return i, *found
    return None


# ---- differences -------------------------------------------------------------------------------------------


def kind(line: str, aspect: str, detail: str) -> str:
    """What differences have in common, without names and numbers."""
    last = line.split("\n")[-1].strip()
    call = re.search(r"\.(\w+)\([^()]*\)?[^.]*$", last)
    what = call[1] if call else re.sub(r"\b[a-hk-z]\b|-?[\d.]+", "_", re.sub(r"\[[^\]]*\]", "[i]", last))
    if "value" in aspect or "printed" in aspect or "version" in aspect:
        return f"{aspect} | {what}"
    text = re.sub(r"^[\w.\[\]]+: ", "", detail) if aspect not in ("error", "warning") else detail
    if "stride" in aspect:
        text = what
    return f"{aspect} | " + re.sub(r"-?\b\d+(\.\d+)?|\[[^\]]*\]", "#", text)[:400]


def shortened(lines: list[str], minigrad: Any, torch: Any, same: Callable[[Any], bool]) -> list[str]:
    """The program without every line that its difference does not need."""
    i = len(lines) - 2
    while i >= 0:
        fewer = lines[:i] + lines[i + 1 :]
        if same(compare(fewer, minigrad, torch)):
            lines = fewer
        i = min(i, len(lines) - 1) - 1
    return lines


def programs(level: int, count: int, seed: int | str, minigrad: Any, torch: Any) -> Iterator[tuple[list[str], Any]]:
    """Fresh programs, each with its first difference (or None)."""
    for number in range(count):
        writer = Writer(random.Random(f"{seed}/{level}/{number}"), level, lambda v: isinstance(v, torch.Tensor))
        theirs, ours, comparison = start(torch), start(minigrad), Comparison(minigrad, torch)
        lines: list[str] = []
        found: Any = None
        while len(lines) < LINES and found is None:
            line = writer.line(theirs) if lines else writer.line({})
            lines.append(line)
            found = comparison.after(line, ours, theirs)
        yield lines, found and (len(lines) - 1, *found)


# ---- the corpus --------------------------------------------------------------------------------------------


def transcript(lines: list[str], torch: Any) -> str:
    """A program with what it shows, as in a session: what each line says, then the variables that it changed."""
    namespace, shown, born = start(torch), {}, {}
    text = []

    def describe(value: Any) -> str:
        if not isinstance(value, torch.Tensor):
            inner = ", ".join(describe(v) for v in value) if isinstance(value, (list, tuple)) else ""
            return f"[{inner}]" if inner else repr(value)
        if look(value)["dtype"] != str(value.dtype):
            return UNTOLD
        kind = "leaf" if value.is_leaf else "retains" if value.retains_grad else "inner"
        _, first = born.setdefault(id(value), (value, version(value)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            grad = "" if value.grad is None else f" grad {describe(value.grad)}"
        return f"{' '.join(told(value).split())} {kind} v{version(value) - first}{grad}"

    for line in lines:
        text.append(">>> " + line.replace("\n", "\n... "))
        said = execute(line, namespace)
        text += [*said.warned, *filter(None, [said.raised, said.printed.rstrip("\n")])]
        if said.value is not None:
            text.append(ADDRESS.sub("<address>", describe(said.value)))
        for name in [n for n in namespace if n in NAMES or n == "seen"]:
            now = describe(namespace[name])
            if shown.get(name) != now and (name != "seen" or namespace[name]):
                text.append(f"{name}: {now}")
            shown[name] = now
    return "\n".join(text) + "\n"


def lines_of(text: str) -> list[str]:
    """The program of a transcript."""
    lines: list[str] = []
    for row in text.split("\n"):
        if row.startswith(">>> "):
            lines.append(row[4:])
        elif row.startswith("... "):
            lines[-1] += "\n" + row[4:]
    return lines


def recorded(level: int) -> list[str]:
    path = CORPUS / f"level_{level}.txt"
    return [text for text in path.read_text(encoding="utf-8").split("# %%\n") if text]


def record(minigrad: Any, torch: Any, count: int = 100) -> None:
    """Write down, for each level, the first programs of a seed of their own that agree."""
    CORPUS.mkdir(exist_ok=True)
    for level in LEVELS:
        chosen: list[str] = []
        for lines, found in programs(level, 20 * count, "corpus", minigrad, torch):
            text = "" if found else transcript(lines, torch)
            if text and transcript(lines, minigrad) == text:
                chosen.append(text)
            if len(chosen) == count:
                break
        text = "".join(f"# %%\n{text}" for text in chosen)
        (CORPUS / f"level_{level}.txt").write_text(text, encoding="utf-8", newline="\n")
        print(f"level {level}: {len(chosen)} programs")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--level", type=int, choices=LEVELS, default=1)
    options.add_argument("--programs", type=int, default=1000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--record", action="store_true", help="write the corpus")
    given = options.parse_args()
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
    import torch

    import minigrad

    if given.record:
        record(minigrad, torch)
        return 0
    kinds: dict[str, list[list[str]]] = collections.defaultdict(list)
    details: dict[str, str] = {}
    agreed = 0
    for lines, found in programs(given.level, given.programs, given.seed, minigrad, torch):
        if found is None:
            agreed += 1
            continue
        name = kind(lines[-1], *found[1:])
        if not kinds[name]:
            last = lines[-1]

            def same(other: Any, name: str = name, last: str = last) -> bool:
                return other is not None and kind(last, *other[1:]) == name

            lines = shortened(lines, minigrad, torch, same)
            again = compare(lines, minigrad, torch)
            details[name] = again[2] if again else found[2]
        kinds[name].append(lines)
    for name, cases in sorted(kinds.items(), key=lambda item: len(item[1])):
        print(f"--- {len(cases)} x  {name}")
        print("".join(f"    {line}\n" for line in "\n".join(min(cases[:1], key=len)).split("\n")), end="")
        print(f"   => {details[name]}\n")
    print(
        f"level {given.level}, seed {given.seed}: {agreed} of {given.programs} programs agree, "
        f"{len(kinds)} kinds of difference"
    )
    return 0 if agreed == given.programs else 1


if __name__ == "__main__":
    sys.exit(main())
