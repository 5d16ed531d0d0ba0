# %% exercise 1
x = torch.tensor(2., requires_grad=True)
y = torch.tensor(3.)
z = torch.tensor(4., requires_grad=True)
a = x * y
b = a + z
c = b.sum()
print(a.grad_fn, b.grad_fn, c.grad_fn)
print(x.requires_grad, y.requires_grad, z.requires_grad, a.requires_grad, b.requires_grad, c.requires_grad)
c.backward()
print(x.grad, y.grad, z.grad)

# %% exercise 2
data = torch.tensor([1., 2.], requires_grad=True)
weight = torch.tensor([3., 4.], requires_grad=True)
bias = torch.tensor([1., 1.], requires_grad=True)
output1 = data * weight + bias
loss1 = output1.sum()
loss1.backward()
print(data.grad, weight.grad, bias.grad)
output2 = data * weight + bias
loss2 = output2.sum()
loss2.backward()
print(data.grad, weight.grad, bias.grad)
data.grad.zero_()
weight.grad.zero_()
bias.grad.zero_()
print(data.grad, weight.grad, bias.grad)
output3 = data * weight + bias
loss3 = output3.sum()
loss3.backward()
print(data.grad, weight.grad, bias.grad)

# %% exercise 3
torch.manual_seed(3)
x_data = torch.randn(10, 1)
true_w = 2.0
true_b = 1.0
y_true = true_w * x_data + true_b
w = torch.randn(1, 1, requires_grad=True)
b = torch.randn(1, 1, requires_grad=True)
learning_rate = 0.01
num_iterations = 100
for i in range(num_iterations):
    y_pred = w * x_data + b
    loss = torch.mean((y_pred - y_true)**2)
    if w.grad is not None:
        w.grad.zero_()
        b.grad.zero_()
    loss.backward()
    w.data = w.data - learning_rate * w.grad.data
    b.data = b.data - learning_rate * b.grad.data
    if i % 10 == 0:
        print(i, loss.item() == loss.data.item(), loss, w, b)

# %% the extra challenge
for i in range(num_iterations):
    y_pred = w * x_data + b
    loss = torch.mean((y_pred - y_true)**2)
    w.grad.zero_()
    b.grad.zero_()
    loss.backward()
    with torch.no_grad():
        w -= learning_rate * w.grad
        b -= learning_rate * b.grad
print(loss, w, b)

# %% why not w = w - ...
with torch.no_grad():
    w = w - learning_rate * w.grad
print(w.requires_grad, w.is_leaf, w.grad)
