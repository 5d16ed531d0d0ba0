# %%
x = torch.tensor([[10.0]])
y = torch.tensor([[3.0]])
print(f"x = {x}, y = {y}")
torch.manual_seed(0)
w = torch.rand(1, 1, requires_grad=True)
b = torch.rand(1, 1, requires_grad=True)
print(f"w = {w}, b = {b}")
z = w * x + b
print(f"z = {z}")
loss = torch.nn.MSELoss()
loss_value = loss(z, y)
print(f"loss_value = {loss_value}")
loss_value.backward()
print(f"w.grad = {w.grad}")
print(f"b.grad = {b.grad}")

# %%
print(f"x is leaf: {x.is_leaf}")
print(f"z is leaf: {z.is_leaf}")

# %%
tensor_data = torch.tensor([[10.0]], requires_grad=True)
tensor_detach = tensor_data.detach()
print(f"tensor_data = {tensor_data}, requires_grad = {tensor_data.requires_grad}, id = {id(tensor_data)}")
print(f"tensor_detach = {tensor_detach}, requires_grad = {tensor_detach.requires_grad}, id = {id(tensor_detach)}")
print(f"untyped storage: {tensor_data.untyped_storage().data_ptr()}, {tensor_detach.untyped_storage().data_ptr()}")

# %% the empty block at the end, filled: data, model, loss and optimizer, training
torch.manual_seed(0)
x = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
y = 2 * x + 1
model = torch.nn.Linear(1, 1)
criterion = torch.nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
print(model, list(model.parameters()))
for epoch in range(100):
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 20 == 0:
        print(epoch, loss)
print(model.weight, model.bias)
