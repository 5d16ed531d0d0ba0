# %% 4, 15: no_grad, enable_grad, set_grad_enabled
x = torch.tensor([1., 2.], requires_grad=True)
with torch.no_grad():
    y = x * 2
    print(y.requires_grad, torch.is_grad_enabled())
    with torch.enable_grad():
        print((x * 2).requires_grad, torch.is_grad_enabled())
    print(torch.tensor([1.], requires_grad=True).requires_grad)

torch.is_grad_enabled()
@torch.no_grad()
def double(x):
    return x * 2

double(x)
@torch.no_grad
def triple(x):
    return x * 3

triple(x), triple.__name__
@torch.enable_grad()
def record(x):
    return x * 2

with torch.no_grad():
    print(record(x))

torch.set_grad_enabled(False)
torch.is_grad_enabled()
x * 2
torch.set_grad_enabled(True)
with torch.set_grad_enabled(False) as mode:
    print(x * 2, mode)

train = False
with torch.set_grad_enabled(train):
    print((x * 2).requires_grad)

@torch.set_grad_enabled(False)
def four(x):
    return x * 4

torch.is_grad_enabled()
four(x)
torch.is_grad_enabled()
torch.set_grad_enabled(mode=True)
with torch.set_grad_enabled(True):
    torch.set_grad_enabled(False)

torch.is_grad_enabled()
with torch.no_grad():
    raise ValueError("inside")

torch.is_grad_enabled()
context = torch.no_grad()
with context:
    with context:
        print(torch.is_grad_enabled())
    print(torch.is_grad_enabled())

torch.is_grad_enabled()
torch.autograd.set_grad_enabled is torch.set_grad_enabled
torch.autograd.no_grad is torch.no_grad
torch.autograd.enable_grad is torch.enable_grad
torch.set_grad_enabled(3)
torch.set_grad_enabled(True)

# %% a generator under no_grad
x = torch.tensor([1.], requires_grad=True)
@torch.no_grad()
def values():
    for i in range(2):
        yield (x * i).requires_grad, torch.is_grad_enabled()
    print("done", torch.is_grad_enabled())

for v in values():
    print(v, torch.is_grad_enabled())

@torch.no_grad()
def echo():
    got = yield torch.is_grad_enabled()
    while got is not None:
        got = yield (x * got).requires_grad

g = echo()
next(g), torch.is_grad_enabled()
g.send(2), torch.is_grad_enabled()
g.close()
class Model:
    @torch.no_grad()
    def predict(self, x):
        return x * 2

Model().predict(x)
@torch.no_grad()
class Whole:
    def __init__(self):
        self.y = x * 2

Whole().y.requires_grad

# %% each thread has its own switch
import threading
def look():
    print(torch.is_grad_enabled())

with torch.no_grad():
    t = threading.Thread(target=look)
    t.start()
    t.join()

# %% inference_mode
x = torch.tensor([1., 2.], requires_grad=True)
with torch.inference_mode():
    y = x * 2
    print(y.requires_grad, torch.is_grad_enabled(), torch.is_inference_mode_enabled())
    z = y + 1

torch.is_inference_mode_enabled()
y.is_inference(), z.is_inference(), x.is_inference()
@torch.inference_mode()
def f(x):
    return x * 3

f(x)
@torch.inference_mode
def g(x):
    return x * 3

g(x)
with torch.inference_mode(False):
    print((x * 2).requires_grad)

with torch.inference_mode(mode=False):
    print(torch.is_inference_mode_enabled())

y + 1
(y + 1).is_inference()
y.clone().is_inference()
y * x
y._version
y.requires_grad_()
y.requires_grad = True
w = torch.ones(2, requires_grad=True)
w + y
with torch.inference_mode():
    y.add_(1)
    print(y)
    v = y.view(2, 1)

v.is_inference()
x.detach().add_(y)

# %% 35: Variable
from_variable = torch.autograd.Variable(torch.ones(2, 2), requires_grad=True)
from_variable
isinstance(from_variable, torch.autograd.Variable)
isinstance(torch.ones(1), torch.autograd.Variable)
isinstance(3, torch.autograd.Variable)
torch.autograd.Variable(torch.ones(2))
torch.autograd.Variable(torch.ones(2), volatile=True)
torch.autograd.Variable(torch.ones(2), False)
torch.autograd.Variable(torch.ones(2, dtype=torch.int64), requires_grad=True)
torch.autograd.Variable([1., 2.])
torch.autograd.Variable(3)
t = torch.ones(2)
v = torch.autograd.Variable(t, requires_grad=True)
t.requires_grad, v is t, v.data_ptr() == t.data_ptr()
loss = (v * 2).sum()
loss.data
loss.data[0]
loss.backward()
v.grad.data
v.grad
v.data -= 0.1 * v.grad.data
v, t
torch.autograd.variable.Variable is torch.autograd.Variable

# %% detect_anomaly
x = torch.tensor([0., 4.], requires_grad=True)
with torch.autograd.set_detect_anomaly(True):
    print(torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled())

torch.is_anomaly_enabled()
_ = torch.autograd.set_detect_anomaly(True)
(x * 2).sum().backward()
_ = torch.autograd.set_detect_anomaly(False)
torch.is_anomaly_enabled()
with torch.autograd.set_detect_anomaly(True, check_nan=False):
    (torch.sqrt(x) * 0).sum().backward()

x.grad
