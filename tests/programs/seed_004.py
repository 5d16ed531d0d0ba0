# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
print(x)

# %%
y = x * 2
y = y.sum()
y.backward()
print(x.grad)

# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 2
z = y.sum()
z.backward()
print(x.grad)

# %%
torch.manual_seed(4)
x = torch.randn(3, requires_grad=True)
y = x * 3
z = y ** 2
out = z.mean()
out.backward()
print(x, out)
print(x.grad)

# %%
with torch.no_grad():
    y = x * 2
print(y.requires_grad)

# %%
y = x.detach()
print(y, y.requires_grad)

# %%
x = torch.randn(3, requires_grad=True)
x.requires_grad_(False)
print(x)

# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
optimizer = torch.optim.SGD([x], lr=0.1)
x.sum().backward()
print(x.grad)
optimizer.zero_grad()

# %%
print(x.grad)

# %%
x = torch.randn(3, requires_grad=True)
y = x * 2
y.requires_grad_(True)
z = y.sum()
z.backward()
print(x.grad)
print(y.grad)

# %%
y = x + 1
x += 1
