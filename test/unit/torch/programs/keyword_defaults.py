import torch
print(torch.meshgrid.__kwdefaults__)
try: len.__defaults__
except AttributeError as e: print(e)
