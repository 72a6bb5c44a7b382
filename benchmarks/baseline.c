/* Hand-written C: a multilayer perceptron of sigmoid neurons, half squared error, and gradient
 * descent after every sample. Layer sizes are known at run time; weights lie row by row.
 *
 * The same arithmetic as neurosim's: error signals use the weights from before the update.
 * c_baseline.py compiles it with gcc -O3 -march=native -ffast-math.
 */
#include <math.h>

#define MOST_LAYERS 16

static double sigmoid(double s) { return 1.0 / (1.0 + exp(-s)); }

/* sizes: neurons of each layer, inputs first; weights and biases: layer after layer;
 * values and deltas: room for one number per neuron. Returns the sum of the losses. */
double descend(int n_layers, const int *sizes, double *weights, double *biases, double *values,
               double *deltas, const double *X, const double *Z, long n_samples,
               double learning_rate)
{
    double *w[MOST_LAYERS], *b[MOST_LAYERS], *a[MOST_LAYERS], *d[MOST_LAYERS];
    double total = 0.0;
    for (int l = 0; l < n_layers; l++) {
        a[l] = values;
        d[l] = deltas;
        values += sizes[l];
        deltas += sizes[l];
        if (l > 0) {
            w[l] = weights;
            b[l] = biases;
            weights += (long)sizes[l] * sizes[l - 1];
            biases += sizes[l];
        }
    }
    const int last = n_layers - 1;
    for (long sample = 0; sample < n_samples; sample++) {
        for (int i = 0; i < sizes[0]; i++)
            a[0][i] = X[sample * sizes[0] + i];

        for (int l = 1; l < n_layers; l++) {
            for (int n = 0; n < sizes[l]; n++) {
                const double *row = w[l] + (long)n * sizes[l - 1];
                double s = b[l][n];
                for (int i = 0; i < sizes[l - 1]; i++)
                    s += row[i] * a[l - 1][i];
                a[l][n] = sigmoid(s);
            }
        }

        for (int n = 0; n < sizes[last]; n++) {
            double error = a[last][n] - Z[sample * sizes[last] + n];
            total += 0.5 * error * error;
            d[last][n] = error * a[last][n] * (1.0 - a[last][n]);
        }
        for (int l = last; l > 1; l--) {
            for (int i = 0; i < sizes[l - 1]; i++)
                d[l - 1][i] = 0.0;
            for (int n = 0; n < sizes[l]; n++) {
                const double *row = w[l] + (long)n * sizes[l - 1];
                for (int i = 0; i < sizes[l - 1]; i++)
                    d[l - 1][i] += row[i] * d[l][n];
            }
            for (int i = 0; i < sizes[l - 1]; i++)
                d[l - 1][i] *= a[l - 1][i] * (1.0 - a[l - 1][i]);
        }

        for (int l = 1; l < n_layers; l++) {
            for (int n = 0; n < sizes[l]; n++) {
                double *row = w[l] + (long)n * sizes[l - 1];
                const double step = learning_rate * d[l][n];
                for (int i = 0; i < sizes[l - 1]; i++)
                    row[i] -= step * a[l - 1][i];
                b[l][n] -= step;
            }
        }
    }
    return total;
}
