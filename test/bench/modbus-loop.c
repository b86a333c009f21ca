/* The other side of the Modbus bench: a libmodbus loop that reads the points of the bench's devices, one by one or in
 * merged ranges. Arguments: port, units, seconds, registers of a device, "one" or "merged". Prints registers read and the
 * CPU seconds they took. */
#include <errno.h>
#include <modbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define FLOATS 20

static double cpu_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_utime.tv_usec / 1e6 + usage.ru_stime.tv_sec + usage.ru_stime.tv_usec / 1e6;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static int read_range(modbus_t *bus, int address, int count, uint16_t *into) {
  if (modbus_read_registers(bus, address, count, into) == count) return count;
  fprintf(stderr, "%s\n", modbus_strerror(errno));
  exit(1);
}

static int read_device(modbus_t *bus, int registers, int is_merged, double *sum) {
  uint16_t values[MODBUS_MAX_READ_REGISTERS];
  int count = 0;
  if (is_merged) count = read_range(bus, 0, registers, values);
  else {
    for (int i = 0; i < FLOATS; i++) count += read_range(bus, 2 * i, 2, values + 2 * i);
    for (int i = 2 * FLOATS; i < registers; i++) count += read_range(bus, i, 1, values + i);
  }
  for (int i = 0; i < FLOATS; i++) *sum += modbus_get_float_abcd(values + 2 * i);
  for (int i = 2 * FLOATS; i < registers; i++) *sum += values[i];
  return count;
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  int units = atoi(argv[2]), registers = atoi(argv[4]), is_merged = strcmp(argv[5], "merged") == 0;
  modbus_t *bus = modbus_new_tcp("127.0.0.1", atoi(argv[1]));
  if (!bus || modbus_connect(bus) != 0) return 1;
  double sum = 0, end = now() + atof(argv[3]), began = cpu_seconds();
  long total = 0;
  for (int unit = 1; now() < end; unit = unit % units + 1) {
    modbus_set_slave(bus, unit);
    total += read_device(bus, registers, is_merged, &sum);
  }
  printf("%ld %f %f\n", total, cpu_seconds() - began, sum);
  modbus_close(bus);
  modbus_free(bus);
  return 0;
}
