"""The names of torch.autograd that tutorials use, each with a small program that shows what it does."""

SQUARE = """
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return 2 * g * x

"""
X = "x = torch.tensor([1., 2.], requires_grad=True)\n"
X64 = "x = torch.tensor([1., 2.], dtype=torch.float64, requires_grad=True)\n"

NAMES: dict[str, str] = {
    "Tensor.backward": X + "(x ** 2).sum().backward()\nx.grad\n(x ** 2).backward(torch.tensor([1., 10.]))\nx.grad\n"
    "(x * 3).backward(gradient=torch.ones(2), retain_graph=True)\nx.grad",
    "Tensor.grad": X + "x.grad\n(x * 3).sum().backward()\nx.grad\nx.grad.zero_()\nx.grad\nx.grad = None\nx.grad",
    "Tensor.grad_fn": X + "x.grad_fn\n(x * 2).grad_fn\n(x * 2).grad_fn.name()\n(x * 2).grad_fn.next_functions[0][1]",
    "Tensor.is_leaf": X + "x.is_leaf, (x * 2).is_leaf, x.detach().is_leaf, torch.ones(1).is_leaf",
    "Tensor.register_hook": X + "y = x * 2\nh = y.register_hook(lambda g: g * 10)\ny.sum().backward()\nx.grad\n"
    "h.remove()\nx.grad = None\ny = x * 2\ny.sum().backward()\nx.grad",
    "Tensor.register_post_accumulate_grad_hook": X
    + "h = x.register_post_accumulate_grad_hook(lambda p: print('got', p.grad))\n(x * 2).sum().backward()\nx.grad",
    "Tensor.requires_grad": X + "x.requires_grad\nx.requires_grad = False\nx\nx.requires_grad = True\nx\n"
    "y = x * 2\ny.requires_grad\ny.requires_grad = False\ntorch.arange(2).requires_grad",
    "Tensor.requires_grad_": "x = torch.ones(2)\nx.requires_grad_()\nx.requires_grad_(False)\n"
    "x.requires_grad_(requires_grad=True)\ntorch.arange(2).requires_grad_()",
    "Tensor.retain_grad": X + "y = x * 2\ny.retain_grad()\n(y ** 2).sum().backward()\ny.grad\nx.grad\n"
    "torch.ones(2).retain_grad()",
    "Tensor.retains_grad": X + "y = x * 2\ny.retains_grad\ny.retain_grad()\ny.retains_grad, x.retains_grad",
    "Tensor.output_nr": X + "x.output_nr, (x * 2).output_nr",
    "Tensor.is_inference": X
    + "x.is_inference()\nwith torch.inference_mode():\n    y = x * 2\n\ny.is_inference()\ny._version",
    "torch.no_grad": X
    + "with torch.no_grad():\n    y = x * 2\n\ny\n@torch.no_grad()\ndef f(x):\n    return x * 3\n\nf(x)",
    "torch.enable_grad": X + "with torch.no_grad():\n    with torch.enable_grad():\n        y = x * 2\n\ny",
    "torch.set_grad_enabled": X + "with torch.set_grad_enabled(False):\n    y = x * 2\n\ny\n"
    "torch.set_grad_enabled(False)\nx * 2\ntorch.set_grad_enabled(True)\nx * 2",
    "torch.is_grad_enabled": "torch.is_grad_enabled()\nwith torch.no_grad():\n    print(torch.is_grad_enabled())\n",
    "torch.inference_mode": X + "with torch.inference_mode():\n    y = x * 2\n\ny\ny.requires_grad\ny * x\n"
    "@torch.inference_mode()\ndef f(x):\n    return x * 3\n\nf(x)",
    "torch.is_inference_mode_enabled": "torch.is_inference_mode_enabled()\nwith torch.inference_mode():\n"
    "    print(torch.is_inference_mode_enabled())\n",
    "autograd.grad": X + "torch.autograd.grad((x ** 2).sum(), x)\nx.grad\n"
    "g, = torch.autograd.grad((x ** 3).sum(), x, create_graph=True)\ng\ntorch.autograd.grad(g.sum(), x)\n"
    "torch.autograd.grad(x * 2, x, grad_outputs=torch.tensor([1., 10.]))\n"
    "u = torch.ones(1, requires_grad=True)\ntorch.autograd.grad(x.sum(), [x, u])\n"
    "torch.autograd.grad(x.sum(), [x, u], allow_unused=True)",
    "autograd.backward": X + "torch.autograd.backward([(x * 2).sum(), (x ** 2).sum()])\nx.grad\n"
    "torch.autograd.backward(x * 2, torch.tensor([1., 10.]))\nx.grad\ntorch.autograd.backward(x * 2)",
    "autograd.Function": SQUARE + X + "y = Square.apply(x)\ny\ny.sum().backward()\nx.grad",
    "Function.apply": SQUARE + "x = torch.tensor(3., requires_grad=True)\nf = Square.apply\nf(f(x)).backward()\nx.grad",
    "ctx.save_for_backward": SQUARE + X + "y = Square.apply(x)\ny.grad_fn.saved_tensors\nx.data += 1\n"
    "y.sum().backward()\nx.grad\ny.sum().backward()",
    "ctx.saved_tensors": SQUARE + X + "y = x * 1\nz = Square.apply(y)\ny += 1\nz.sum().backward()",
    "ctx.needs_input_grad": SQUARE + X + "Square.apply(x).grad_fn.needs_input_grad",
    "ctx.mark_dirty": """
class Add_(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    @staticmethod
    def backward(ctx, g):
        return g

"""
    + X
    + "y = x * 2\nz = Add_.apply(y)\nz is y\ny\ny.sum().backward()\nx.grad\nAdd_.apply(x)",
    "ctx.mark_non_differentiable": """
class Sign(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x * 2
        ctx.mark_non_differentiable(y)
        return y

"""
    + X
    + "Sign.apply(x)",
    "ctx.set_materialize_grads": """
class Two(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 1, x * 2

    @staticmethod
    def backward(ctx, g, h):
        print(g, h)
        return h

"""
    + X
    + "a, b = Two.apply(x)\nb.sum().backward()\nx.grad",
    "autograd.function.once_differentiable": """
class Once(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, g):
        return 2 * g * ctx.saved_tensors[0]

"""
    + X
    + "g, = torch.autograd.grad((Once.apply(x) ** 2).sum(), x, create_graph=True)\ng\ng.sum().backward()",
    "autograd.Variable": "x = torch.autograd.Variable(torch.ones(2), requires_grad=True)\nx\n(x * 2).sum().backward()\n"
    "x.grad.data\nisinstance(x, torch.autograd.Variable)\ntorch.autograd.Variable(torch.ones(1), volatile=True)",
    "autograd.gradcheck": X64 + "torch.autograd.gradcheck(lambda x: x ** 2, x)\n"
    "torch.autograd.gradcheck(torch.exp, (x,), eps=1e-6, atol=1e-4)\ntorch.autograd.gradcheck(lambda x: x.detach(), x)",
    "autograd.gradgradcheck": X64 + "torch.autograd.gradgradcheck(lambda x: x ** 3, x)",
    "autograd.functional.jacobian": "x = torch.tensor([1., 2.])\n"
    "torch.autograd.functional.jacobian(lambda x: x ** 2, x)",
    "autograd.functional.hessian": "x = torch.tensor([1., 2.])\n"
    "torch.autograd.functional.hessian(lambda x: (x ** 3).sum(), x)",
    "autograd.functional.vjp": "x = torch.tensor([1., 2.])\n"
    "torch.autograd.functional.vjp(lambda x: x ** 2, x, v=torch.tensor([1., 10.]))",
    "autograd.functional.jvp": "x = torch.tensor([1., 2.])\n"
    "torch.autograd.functional.jvp(lambda x: x ** 2, x, torch.tensor([1., 10.]))",
    "autograd.functional.hvp": "x = torch.tensor([1., 2.])\n"
    "torch.autograd.functional.hvp(lambda x: (x ** 3).sum(), x, torch.tensor([1., 0.]))",
    "autograd.functional.vhp": "x = torch.tensor([1., 2.])\n"
    "torch.autograd.functional.vhp(lambda x: (x ** 3).sum(), x, torch.tensor([1., 0.]))",
    "autograd.detect_anomaly": "with torch.autograd.detect_anomaly():\n    print(torch.is_anomaly_enabled())\n",
    "autograd.set_detect_anomaly": "with torch.autograd.set_detect_anomaly(True):\n"
    "    print(torch.is_anomaly_enabled())\n"
    "\ntorch.is_anomaly_enabled()",
    "autograd.graph.Node": X + "isinstance((x * 2).grad_fn, torch.autograd.graph.Node)",
    "Node.name": X + "(x * 2).grad_fn.name(), (x ** 2).sum().grad_fn.name()",
    "Node.next_functions": X + "y = (x * 2).sum()\ny.grad_fn.next_functions[0][0].name()\n"
    "y.grad_fn.next_functions[0][0].next_functions[0][0].variable is x\n"
    "y.grad_fn.next_functions[0][0].next_functions[1]",
    "Node.metadata": X + "n = (x * 2).grad_fn\nn.metadata['a'] = 1\nn.metadata",
    "Node.register_hook": X
    + "y = x * 2\nh = y.grad_fn.register_hook(lambda gi, go: print(gi, go))\ny.sum().backward()",
    "Node.register_prehook": X + "y = x * 2\nh = y.grad_fn.register_prehook(lambda go: (go[0] * 10,))\n"
    "y.sum().backward()\nx.grad",
    "Node._saved_self": X + "y = x ** 3\ny.grad_fn._saved_self, y.grad_fn._saved_exponent\ny.sum().backward()\n"
    "y.grad_fn._saved_self",
    "AccumulateGrad.variable": X + "(x * 2).grad_fn.next_functions[0][0].variable",
    "RemovableHandle.remove": X + "h = x.register_hook(lambda g: g * 2)\nh.remove()\n(x * 1).sum().backward()\nx.grad",
    "torch.autograd.graph.save_on_cpu": X
    + "with torch.autograd.graph.save_on_cpu():\n    y = (x ** 3).sum()\n\ny.backward()\nx.grad\n",
    "torch.autograd.graph.saved_tensors_hooks": X
    + "kept = []\nhooks = lambda t: kept.append(t) or t * 10, lambda t: t / 10\n"
    + "with torch.autograd.graph.saved_tensors_hooks(*hooks):\n    y = (x ** 3).sum()\n\n"
    + "y.backward()\nx.grad, kept, len(kept)\n",
}
