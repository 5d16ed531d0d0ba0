# %% at the edges, 1
torch.ones(2,3)+torch.ones(2)
torch.ones(2,3).view(5)
torch.ones(2,3).view(-1,-1)
torch.ones(2,3).view(-2)
torch.ones(2,3).reshape(4,-1)
torch.ones(2,3).expand(4,3)
torch.ones(2,3).expand(3)
torch.ones(3).expand(-1,3)
torch.ones(2,3)@torch.ones(2,3)
torch.ones(3)@torch.ones(2)
torch.ones(2,3)@torch.ones(2)
torch.ones(2)@torch.ones(3,2)
torch.ones(2,2,3)@torch.ones(3,2,2)
torch.ones(2,2,3)@torch.ones(2,2,2)
torch.ones(2,3)@3
torch.tensor(1.)@torch.ones(2)
torch.mm(torch.ones(2),torch.ones(2))
torch.mm(torch.ones(2,2),torch.ones(2,2).long())
torch.ones(2,2)@torch.ones(2,2).double()
torch.ones(2)@torch.ones(2).double()
torch.ones(2,2)@torch.ones(2).double()
torch.mv(torch.ones(2),torch.ones(2))
torch.dot(torch.ones(2,2),torch.ones(2))
torch.dot(torch.ones(2),torch.ones(3))
torch.bmm(torch.ones(2,2),torch.ones(2))

# %% at the edges, 2
torch.bmm(torch.ones(2,2,2),torch.ones(3,2,2))
torch.bmm(torch.ones(2,2,2),torch.ones(2,3,2))
torch.cat([torch.ones(2),torch.ones(2,2)])
torch.cat([torch.ones(2,3),torch.ones(2,2)])
torch.cat([torch.ones(2,3),torch.ones(2,2)],1)
torch.cat([])
torch.cat([torch.tensor(1.)])
torch.cat([torch.ones(2),torch.ones(0)])
torch.cat([torch.ones(2)],1)
torch.stack([])
torch.stack([torch.ones(2),torch.ones(3)])
torch.stack([torch.ones(2)],3)
torch.ones(2).sum(1)
torch.ones(2).sum((0,0))
torch.ones(2).mean(2)
torch.tensor([1,2]).mean()
torch.tensor([True]).mean()
torch.tensor([]).max()
torch.tensor([]).argmax()
torch.ones(0,2).max(0)
torch.ones(0,2).max(1)
torch.ones(0).sum(), torch.ones(0).mean(), torch.ones(0).prod()
torch.ones(2).squeeze(3)
torch.ones(2).unsqueeze(3)
torch.ones(2).transpose(0,2)

# %% at the edges, 3
torch.ones(2,2,2).t()
torch.ones(2).permute(0,1)
torch.ones(2,2).permute(0,0)
torch.ones(2)[3]
torch.ones(2)[0,0]
torch.ones(2)[1.5]
torch.tensor(1.)[0]
torch.ones(2,3)[2]
torch.ones(2,3)[::-1]
torch.tensor([1,2])**-1
torch.tensor([1,2],requires_grad=True)
torch.ones(2,dtype=torch.int64,requires_grad=True)
torch.tensor([1,2]).requires_grad_()
torch.tensor([[1,2],[3]])
torch.tensor([1,None])
torch.tensor(None)
torch.tensor([1,[2]])
torch.tensor([[1],2])
torch.tensor({})
torch.tensor('a')
torch.tensor(object())
torch.tensor([2**70])
torch.tensor([torch.tensor(1.),torch.tensor(2.)])
torch.tensor([torch.ones(2),torch.ones(2)])
torch.tensor(range(3))

# %% at the edges, 4
torch.tensor((1,2))
torch.tensor([1,True])
torch.tensor([True,2.5])
torch.tensor([])
torch.tensor([[]])
torch.tensor([1.5],dtype=torch.int64)
torch.tensor([-1],dtype=torch.uint8)
torch.tensor([300],dtype=torch.uint8)
torch.arange(3,0)
torch.arange(0,3,0)
torch.arange(0.,1,.3)
torch.linspace(0,1,-1)
torch.eye(-1)
torch.ones(-1)
torch.ones(2,-1)
torch.randint(5,3,(2,))
torch.randint(0,(2,))
torch.randperm(-1)
torch.normal(0.,-1.,(2,))
torch.ones(2).normal_(0,-1)
torch.ones(2).uniform_(2,1)
torch.full((2,),float('nan'))
torch.clamp(torch.ones(2))
torch.where(torch.ones(2),1,0)
torch.where(torch.ones(2)>0,torch.ones(3),torch.ones(2))

# %% at the edges, 5
torch.ones(2).masked_fill(torch.ones(2),0)
torch.ones(2).masked_fill(torch.ones(3)>0,0)
torch.ones(2).masked_select(torch.ones(2))
torch.ones(2).gather(0,torch.tensor([5]))
torch.ones(2).gather(0,torch.tensor([1.]))
torch.ones(2).gather(0,torch.tensor([[1]]))
torch.ones(2,2).gather(0,torch.tensor([[0,1,1]]))
torch.ones(2,2).scatter(0,torch.tensor([[5]]),1.)
torch.ones(2,2).scatter(0,torch.tensor([[0]]),torch.tensor([[1]]))
torch.ones(2,2).scatter(0,torch.tensor([[0,0]]),torch.tensor([[1.]]))
torch.ones(2).index_select(0,torch.tensor([3]))
torch.ones(2).index_select(0,torch.tensor([1.]))
torch.ones(2).index_select(0,torch.tensor([[1]]))
torch.split(torch.ones(3),0)
torch.split(torch.ones(3),-1)
torch.split(torch.ones(3),[1,1])
torch.chunk(torch.ones(3),0)
torch.chunk(torch.tensor(1.),1)
torch.ones(2,3).unbind(2)
torch.tensor([1,2]).std()
torch.ones(1).std()
torch.ones(2).topk(3)
torch.tensor([1,2]).softmax(0)
torch.tensor([[1,2]]).log_softmax(0)
torch.ones(2).softmax(2)

# %% at the edges, 6
torch.tensor([1,2]).norm()
torch.allclose(torch.ones(2),torch.ones(2).double())
torch.allclose(torch.ones(2),torch.ones(3))
torch.tensor([1,2])//0
torch.tensor([1.,2.])//0
torch.tensor([1,2])%0
torch.tensor([1,2])/0
torch.div(torch.ones(2),2,rounding_mode='up')
torch.ones(2)&torch.ones(2)
~torch.ones(2)
torch.tensor([1,2]).floor_divide(2.)
torch.ones(2).item()
bool(torch.ones(2))
bool(torch.tensor([]))
float(torch.ones(2))
int(torch.ones(2))
len(torch.tensor(1))
iter(torch.tensor(1))
torch.ones(2).flatten(1,0)
torch.ones(2,2).flatten(1,0)
torch.outer(torch.ones(2,2),torch.ones(2))
torch.ones(2).repeat()
torch.ones(2,2).repeat(2)

# %% at the edges, 7
torch.ones(2).type('foo')
torch.ones(2,requires_grad=True).numpy()
torch.ones(2,requires_grad=True).resize_(3)
torch.ones(2).nosuch
torch.ones(2).add_(torch.ones(3))
torch.ones(2).add_(torch.ones(2,2))
torch.tensor([1,2]).add_(1.5)
torch.tensor([1,2]).div_(2)
torch.tensor([1,2]).exp_()
torch.tensor([True]).add_(1)
torch.tensor([1,2]).mul_(torch.tensor([1.5,2]))
torch.tensor([True])-torch.tensor([True])
-torch.tensor([True])
1-torch.tensor([True])
torch.tensor([True])*torch.tensor([True])
torch.tensor([True])+True
torch.abs(torch.tensor([True]))
torch.ones(2).cumsum(3)
torch.ones(2).prod(3)
torch.ones(2,2).max((0,1))
torch.ones(2).var(3)
torch.ones(2).movedim(0,3)
torch.ones(2,3).movedim((0,1),(0,))
torch.ones(2).narrow(0,1,3)

# %% at the edges, 8
torch.ones(2).select(0,4)
torch.tensor(1.).unbind()
torch.ones(2,3).T.view(6)
torch.ones(2).to(torch.device('cuda'))
torch.einsum('ij',torch.ones(2))
torch.einsum('i,j',torch.ones(2))
torch.tensor([1,2]).sigmoid()
torch.tensor([1,2]).floor(), torch.tensor([1,2]).round(), torch.tensor([1,2]).ceil()
torch.tensor([1,2]).clamp(min=1.5)
torch.tensor([1,2]).clamp(0,1)
torch.tensor([1.,float('nan'),3.]).max(), torch.tensor([1.,float('nan'),3.]).max(0)
torch.tensor([1.,float('nan'),3.]).sort(), torch.tensor([1.,float('nan'),3.]).sort(descending=True)
torch.tensor([1.,float('nan'),3.]).median(), torch.tensor([1.,float('nan'),3.]).argmin()
torch.tensor([2.,1.,2.,1.]).sort(), torch.tensor([2.,1.,2.,1.]).argmax(), torch.tensor([2.,1.,2.,1.]).argmin()
torch.tensor([True,False]).max(), torch.tensor([True,False]).sort()
torch.tensor([3,1,2]).sort(), torch.tensor([3,1,2]).topk(2), torch.tensor([3,1,2]).median()
torch.tensor([1,2]).prod(), torch.tensor([True]).prod(), torch.tensor([1,2]).cumsum(0).dtype
torch.tensor(2.).max(0), torch.tensor(2.).sum(0), torch.tensor(2.).softmax(0), torch.tensor(2.).sort(), torch.tensor(2.).argmax(0)
torch.tensor(2.).cumsum(0), torch.tensor(2.).std(), torch.tensor(2.).norm(), torch.tensor(2.).flatten(), torch.tensor(2.).squeeze(), torch.tensor(2.).t()
torch.ones(2,0).sum(1), torch.ones(2,0).prod(1), torch.ones(0,3).mean(0)
torch.ones(2,0).logsumexp(1)
torch.ones(2,0).softmax(1)
torch.tensor([-7,7])//2, torch.tensor([-7,7])%3, torch.tensor([-7.,7.])%-3, torch.fmod(torch.tensor([-7,7]),3)
torch.tensor([0.5,1.5,-0.5]).round(), torch.tensor([-1.5]).trunc(), torch.tensor([-0.5]).ceil()
torch.pow(torch.tensor([2,3]),2.), torch.pow(2,torch.tensor([1.,2.])), torch.pow(torch.tensor([2,3]),torch.tensor([2,2]))

# %% at the edges, 9
torch.tensor([1,2],dtype=torch.int8)+torch.tensor([1],dtype=torch.uint8)
torch.tensor([200],dtype=torch.uint8)+100
torch.tensor([1],dtype=torch.float16)*2.5
torch.tensor([1],dtype=torch.int32)/2
torch.tensor([1.],dtype=torch.float16)+torch.tensor([1.])
torch.tensor(1)+torch.tensor([1],dtype=torch.int8)
torch.tensor(1.5)+torch.tensor([1],dtype=torch.int8)
torch.tensor(1.5,dtype=torch.float64)+torch.tensor([1.])
torch.result_type(torch.tensor([1]),1.5)
torch.promote_types(torch.int32,torch.float16)
torch.can_cast(torch.float32,torch.int32)
torch.tensor([1.,2.]).equal(torch.tensor([1,2]))
torch.ones(2)==torch.ones(3)
torch.ones(2)==None
torch.ones(2)=='a'
torch.ones(2)!=None
torch.ones(2)<None
torch.ones(2)+None
torch.ones(2)+'a'
torch.ones(2)+[1,2]
torch.ones(2)*(1,2)
None+torch.ones(2)
torch.ones(2)-'a'
torch.ones(2)/'a'
torch.ones(2)**'a'

# %% at the edges, 10
'a'*torch.ones(2)
torch.ones(2)@[1,2]
x=torch.ones(2); x[5]=1
x=torch.ones(2,3); x[:,0]=torch.tensor([1,2])
x=torch.tensor([1,2]); x[0]=1.7
torch.isfinite(torch.tensor([1,2])), torch.isnan(torch.tensor([1])), torch.isinf(torch.tensor([float('-inf')]))
torch.tensor([1e-45,1e38,-0.])
torch.logsumexp(torch.tensor([float('-inf'),float('-inf')]),0), torch.logsumexp(torch.tensor([float('inf'),1.]),0)
torch.tensor([float('inf'),1.]).softmax(0), torch.tensor([float('-inf'),1.]).log_softmax(0)
torch.ones(2,3).numpy().shape, torch.tensor([1,2]).numpy().dtype
torch.Tensor(2.5)
torch.FloatTensor(2.5)
torch.Tensor([True])
