# %% numpy() where nothing is recorded
w = torch.ones(2, requires_grad=True)
with torch.no_grad():
    print(w.numpy())

with torch.inference_mode():
    print((w * 2).numpy())

w.numpy()
