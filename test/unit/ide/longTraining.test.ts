// A training script that takes more steps than a probe has: what stands before its loop has no question mark for that.
import { expect, it } from 'vitest';
import { startService } from '../../support/service';

const URI = 'file:///ws/train.py';
const TEXT = `import argparse, os, random
import numpy as np
import torch, torch.nn as nn, torch.nn.functional as F
from torch.utils.data import Dataset, DataLoader
from torchvision import transforms as T
from PIL import Image
from tqdm import tqdm

def conv3x3(i, o): return nn.Sequential(nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU(True))

class Gate(nn.Module):
    def __init__(self, g, x, m):
        super().__init__()
        self.wg = nn.Conv2d(g, m, 1); self.wx = nn.Conv2d(x, m, 1, stride=2); self.psi = nn.Conv2d(m, 1, 1)
    def forward(self, g, x):
        a = torch.relu(self.wg(g) + self.wx(x))
        a = F.interpolate(torch.sigmoid(self.psi(a)), scale_factor=2, mode='bilinear', align_corners=False)
        return x * a

class AttUNet(nn.Module):
    def __init__(self, classes, widths=(32, 64, 128, 256)):
        super().__init__()
        self.down = nn.ModuleList([conv3x3(i, o) for i, o in zip((3,) + widths[:-1], widths)])
        self.up = nn.ModuleList([nn.ConvTranspose2d(b, a, 2, 2) for a, b in zip(widths[-2::-1], widths[:0:-1])])
        self.gates = nn.ModuleList([Gate(b, a, a // 2) for a, b in zip(widths[-2::-1], widths[:0:-1])])
        self.dec = nn.ModuleList([conv3x3(2 * a, a) for a in widths[-2::-1]])
        self.out = nn.Conv2d(widths[0], classes, 1)
    def forward(self, x):
        skips = []
        for i, d in enumerate(self.down):
            x = d(x if i == 0 else F.max_pool2d(x, 2))
            skips.append(x)
        skips.pop()
        for up, gate, dec in zip(self.up, self.gates, self.dec):
            s = gate(x, skips.pop())
            x = dec(torch.cat([up(x), s], 1))
        return self.out(x)

class Cells(Dataset):
    def __init__(self, root, train=True):
        self.files = sorted(os.listdir(root)); self.root = root
        self.tf = T.Compose([T.Resize((256, 256)), T.ToTensor(), T.Normalize([.5]*3, [.5]*3)])
    def __len__(self): return len(self.files)
    def __getitem__(self, i):
        img = Image.open(os.path.join(self.root, self.files[i])).convert('RGB')
        mask = Image.open(os.path.join(self.root, 'masks', self.files[i])).convert('L').resize((256, 256))
        return self.tf(img), torch.from_numpy(np.array(mask)).long()

def dice(logits, y, eps=1e-6):
    p = logits.softmax(1); t = F.one_hot(y, p.size(1)).permute(0, 3, 1, 2).float()
    inter = (p * t).sum((0, 2, 3)); union = p.sum((0, 2, 3)) + t.sum((0, 2, 3))
    return 1 - (2 * inter / (union + eps)).mean()

def main():
    ap = argparse.ArgumentParser(); ap.add_argument('--bs', type=int, default=8)
    ap.add_argument('--lr', default=1e-3, type=float)
    args = ap.parse_args()
    dev = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    net = AttUNet(4).to(dev)
    opt = torch.optim.AdamW(net.parameters(), lr=args.lr)
    scaler = torch.cuda.amp.GradScaler()
    loader = DataLoader(Cells('data'), batch_size=args.bs, shuffle=True, drop_last=True)
    for epoch in range(10):
        net.train(); total = 0.0
        for x, y in tqdm(loader):
            x, y = x.to(dev), y.to(dev)
            with torch.cuda.amp.autocast():
                logits = net(x)
                loss = F.cross_entropy(logits, y) + dice(logits, y)
            opt.zero_grad(set_to_none=True)
            loss.backward(); opt.step()
            total += loss.item() * x.size(0)
            correct = logits.argmax(1) == y
            acc = correct.float().mean()
        print(f'{epoch}: {total / len(loader.dataset):.4f} {acc:.3f}')

if __name__ == '__main__':
    main()
`;

it('a device, an optimizer and a scaler are no lost shapes', async () => {
  const { service } = await startService();
  await service.setDocument({ uri: URI, version: 1, language: 'python', text: TEXT });
  const labels = (await service.inlayHints(URI, { start: 0, end: TEXT.length })).map(({ label }) => label);
  expect(labels).toContain('→ 8×4×256×256');
  expect(labels).not.toContain('→ ?');
});
