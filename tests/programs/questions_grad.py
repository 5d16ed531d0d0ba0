# %% 36: autograd.grad gives a tuple, and leaves .grad alone
x = torch.tensor(2., requires_grad=True)
w = torch.tensor(3., requires_grad=True)
u = torch.tensor(5., requires_grad=True)
y = x * w
torch.autograd.grad(y, [x, w], retain_graph=True)
x.grad, w.grad
torch.autograd.grad(y, (x, u), retain_graph=True)
torch.autograd.grad(y, [x, u], retain_graph=True, allow_unused=True)
torch.autograd.grad(y, [u, x], retain_graph=True, allow_unused=False)
torch.autograd.grad(y, [x, u], retain_graph=True, materialize_grads=True)
torch.autograd.grad(y, [x, u], materialize_grads=True, allow_unused=False)
torch.autograd.grad(y, [])
torch.autograd.grad(y, x)
torch.autograd.grad(y, x)
torch.autograd.grad(y, torch.ones(1))
torch.autograd.grad(torch.ones(1), x)
torch.autograd.grad(x, x)
torch.autograd.grad(y, y)
z = torch.tensor([1., 2.], requires_grad=True)
out = z ** 2
torch.autograd.grad(out, z)
torch.autograd.grad(out, z, torch.tensor([1., 10.]), retain_graph=True)
torch.autograd.grad(out, z, grad_outputs=torch.ones(3), retain_graph=True)
torch.autograd.grad(out, z, grad_outputs=[torch.ones_like(out)], retain_graph=True)
torch.autograd.grad(out, z, grad_outputs="a", retain_graph=True)
torch.autograd.grad(out, z, grad_outputs=3., retain_graph=True)
torch.autograd.grad([out.sum(), out.mean()], z, retain_graph=True)
torch.autograd.grad([out, out.mean()], z, [torch.ones(2), None], retain_graph=True)
torch.autograd.grad(out.sum(), z, only_inputs=False, retain_graph=True)
torch.autograd.grad(out.sum(), {"z": z}, retain_graph=True)
torch.autograd.grad(outputs=out.sum(), inputs=z, create_graph=True)
torch.autograd.grad(out.sum(), [z, z])
m = torch.ones(2, requires_grad=True)
n = m * 2
torch.autograd.grad(n.sum(), [n, m])
n = m * m
torch.autograd.grad((n * 3).sum(), n)
n.sum().backward()
m.grad

# %% 26: second derivatives; create_graph and retain_graph
x = torch.tensor(3., requires_grad=True)
y = x ** 3
first, = torch.autograd.grad(y, x, create_graph=True)
first
second, = torch.autograd.grad(first, x, create_graph=True)
second
third, = torch.autograd.grad(second, x, create_graph=True)
third
torch.autograd.grad(third, x)
first, = torch.autograd.grad(x ** 3, x)
torch.autograd.grad(first, x)
y = x ** 3
y.backward(create_graph=True)
x.grad
x.grad.backward()
x.grad
x.grad = None
y = x ** 3
y.backward(retain_graph=True)
y.backward()
x.grad
y.backward()

# %% backward of several, backward(inputs=...)
a = torch.tensor(2., requires_grad=True)
b = torch.tensor(3., requires_grad=True)
y = a * b
z = a + b
torch.autograd.backward([y, z])
a.grad, b.grad
a.grad = b.grad = None
y = a * b
torch.autograd.backward([y, z], [torch.tensor(1.), torch.tensor(10.)])
a.grad, b.grad
y = a * b
a.grad = b.grad = None
y.backward(inputs=[a])
a.grad, b.grad
y = a * b
y.backward(inputs=a)
a.grad
y.backward(inputs=[])
y = a * b
c = torch.tensor(1., requires_grad=True)
y.backward(inputs=[c])
c.grad
y = a * b
u = y * 2
u.backward(inputs=[y])
y.grad
torch.autograd.backward(y, torch.ones(2))
torch.autograd.backward(y, "a")
torch.autograd.backward([])
torch.autograd.backward(torch.ones(1))
torch.autograd.backward([a * 1, torch.ones(1)])
torch.autograd.backward(y, grad_variables=torch.tensor(2.))
(a * torch.ones(2)).backward(gradient=torch.tensor([1., 2.]))
(a * torch.ones(2)).backward(torch.tensor([1., 2.]), retain_graph=False, create_graph=False)
(a * torch.ones(2)).backward([1., 2.])
(a * torch.ones(2)).backward(torch.tensor(1.))
torch.tensor(3).backward()
(a * b).backward(torch.tensor(1.), True)
a.grad

# %% the graph's nodes
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2
z = (y ** 2).mean()
z.grad_fn.name()
node, index = z.grad_fn.next_functions[0]
node.name(), index
node._saved_self, node._saved_exponent
node.next_functions[0][0].next_functions[0][0].name()
leaf = node.next_functions[0][0].next_functions[0][0]
leaf.variable is x
leaf.next_functions
node.next_functions[0][0].next_functions[1]
node.metadata
node.metadata["note"] = 1
node.metadata
y.grad_fn is node.next_functions[0][0]
isinstance(node, torch.autograd.graph.Node)
z.backward()
node._saved_self
node._saved_exponent
x.grad_fn
torch.autograd.graph.increment_version(x)
x._version
edge = torch.autograd.graph.get_gradient_edge(x)
type(edge).__name__, edge.output_nr, edge.node.name()
torch.autograd.graph.get_gradient_edge(y).node is y.grad_fn
torch.autograd.graph.get_gradient_edge(torch.ones(1))
