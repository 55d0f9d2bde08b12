"""Networks that compute with complex numbers, and give real ones."""
import torch
import torch.fft as fft
import torch.nn as nn


class Spectral(nn.Module):
    """The lowest frequencies times complex weights, beside a 1×1 convolution."""

    def __init__(self, channels=4, modes=3):
        super().__init__()
        self.conv = nn.Conv2d(3, channels, 1)
        self.modes = modes
        self.low = nn.Parameter(torch.rand(channels, channels, modes, modes, dtype=torch.cfloat) / channels ** 2)
        self.high = nn.Parameter(torch.randn(channels, channels, modes, modes, dtype=torch.cfloat))

    def forward(self, x):
        x, m = self.conv(x), self.modes
        spectrum = fft.rfft2(x)
        out = torch.zeros(*x.shape[:3], x.size(-1) // 2 + 1, dtype=torch.cfloat, device=x.device)
        out[:, :, :m, :m] = torch.einsum('bixy,ioxy->boxy', spectrum[:, :, :m, :m], self.low)
        out[:, :, -m:, :m] = torch.einsum('bixy,ioxy->boxy', spectrum[:, :, -m:, :m], self.high)
        return x + fft.irfft2(out, s=(x.size(-2), x.size(-1)))


class Operator(nn.Module):
    """Spectral layers one after the other."""

    def __init__(self):
        super().__init__()
        self.lift, self.lower = nn.Conv2d(3, 6, 1), nn.Conv2d(6, 3, 1)
        self.first, self.second = Spectral(), Spectral(modes=2)
        self.between = nn.Sequential(nn.GELU(), nn.BatchNorm2d(4), nn.Conv2d(4, 3, 3, padding=1))

    def forward(self, x):
        x = self.lower(self.lift(x).tanh())
        x = self.between(self.first(x))
        return self.second(x).relu().mean(1)


class Filter(nn.Module):
    """Tokens filtered by weights that are kept as pairs of real numbers; then convolved as parts of their spectrum."""

    def __init__(self, channels=6):
        super().__init__()
        self.stem = nn.Conv2d(3, channels, 4, stride=4)
        self.weight = nn.Parameter(torch.randn(8, 5, channels, 2) * 0.02)
        self.mix = nn.Conv2d(2 * channels, 2 * channels, 1)

    def forward(self, x):
        x = self.stem(x)
        tokens = x.permute(0, 2, 3, 1)
        spectrum = fft.rfft2(tokens, dim=(1, 2), norm='ortho') * torch.view_as_complex(self.weight)
        x = x + fft.irfft2(spectrum, s=(8, 8), dim=(1, 2), norm='ortho').permute(0, 3, 1, 2)
        spectrum = fft.rfftn(x, dim=(-2, -1), norm='ortho')
        parts = torch.relu(self.mix(torch.cat([spectrum.real, spectrum.imag], 1)))
        real, imag = torch.chunk(parts, 2, 1)
        return fft.irfftn(torch.complex(real, imag), s=x.shape[-2:], dim=(-2, -1), norm='ortho')


class Transforms(nn.Module):
    """What torch.fft and complex tensors have, each result by itself."""

    def forward(self, x):
        y = fft.fft2(x)
        signal = x.flatten(2)[:, 0]
        window = torch.hann_window(14)
        frames = torch.stft(signal, 16, 4, window=torch.hann_window(16), return_complex=True)
        pairs = torch.view_as_complex(x.reshape(1, -1, 2))
        rows = y[0, 0]
        return [result[None] for result in [
            fft.ifft(fft.fft(x, dim=1), dim=1).real,
            fft.fftn(x, dim=(1, 2, 3)).abs(),
            fft.hfft(fft.rfft(x), norm='forward'),
            fft.ihfft(x).abs(),
            torch.view_as_real(fft.rfftn(x, s=(5, 8), dim=(2, 3), norm='forward')),
            fft.irfftn(fft.rfftn(x, dim=(-3, -2, -1)), s=(4, 7, 9), dim=(-3, -2, -1)),
            torch.view_as_real(fft.fftshift(y, dim=(-2, -1)) * torch.exp(torch.complex(x, x * 0.3))),
            (y * y.conj()).real + (y ** 2).imag + (-y).abs() + (1 / (y + 2)).real,
            (y.sum(1) - y.mean((2, 3))[:, 0, None, None]).imag,
            torch.view_as_real(rows @ rows.t().conj()),
            torch.polar(x.abs(), x).imag,
            torch.view_as_real(torch.mv(rows, rows[0]) - 0.5),
            torch.view_as_real(torch.einsum('ij->ji', rows) + torch.tensordot(rows, rows, dims=1)),
            torch.view_as_real(torch.cat([rows, x[0, 0].to(torch.cfloat)]) + x[0, 1].repeat(2, 1)),
            torch.view_as_real(torch.where(x > 0, y, x.new_zeros(1).to(torch.cfloat)).masked_fill(x < -1, 2.0)),
            rows.real.to(torch.int64).float() + torch.arange(32).mul(rows).imag,
            torch.view_as_real(pairs / pairs.flip(1)),
            torch.view_as_real(torch.where(x > 0, y, fft.ifft2(x)).roll(2, -1).repeat(1, 2, 1, 1)),
            torch.stft(signal, 20, 5, 14, window, normalized=True, return_complex=False),
            torch.istft(frames, 16, 4, window=torch.hann_window(16)),
            torch.istft(torch.stft(signal, 16, 8, center=False, onesided=False, return_complex=True), 16, 8, center=False, length=90,
                        onesided=False),
        ]]
