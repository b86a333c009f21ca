/* A Modbus TCP device that is not ours: a libmodbus server, one request after the other, each answered after so many
 * milliseconds. Arguments: milliseconds. Says its port; when a client has gone, the requests it answered and the share of
 * the time, from the first request to the last answer, in which one was with it. Ends with its standard input. */
#include <arpa/inet.h>
#include <modbus.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void rest(double seconds) {
  struct timespec time = {(time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9)};
  if (seconds > 0) nanosleep(&time, NULL);
}

static int port_of(int listener) {
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  getsockname(listener, (struct sockaddr *)&address, &length);
  return ntohs(address.sin_port);
}

static void serve(modbus_t *bus, modbus_mapping_t *memory, double delay) {
  uint8_t request[MODBUS_TCP_MAX_ADU_LENGTH];
  double began = 0, busy = 0, last = 0;
  long answered = 0;
  for (;;) {
    int length = modbus_receive(bus, request);
    if (length == 0) continue;
    if (length < 0) break;
    double asked = now();
    if (!began) began = asked;
    rest(delay);
    if (modbus_reply(bus, request, length, memory) < 0) break;
    last = now();
    busy += last - asked;
    answered++;
  }
  printf("%ld %f\n", answered, last > began ? busy / (last - began) : 0);
  fflush(stdout);
}

int main(int argc, char **argv) {
  modbus_t *bus = modbus_new_tcp("127.0.0.1", 0);
  modbus_mapping_t *memory = modbus_mapping_new(100, 100, 100, 100);
  int listener = bus && memory ? modbus_tcp_listen(bus, 4) : -1;
  if (argc != 2 || listener < 0) return 1;
  for (int i = 0; i < 100; i++) {
    memory->tab_registers[i] = 1000 + i;
    memory->tab_input_registers[i] = 2000 + i;
    memory->tab_input_bits[i] = i % 3 == 0;
  }
  printf("%d\n", port_of(listener));
  fflush(stdout);
  struct pollfd sources[2] = {{listener, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  while (poll(sources, 2, -1) > 0 && !sources[1].revents) {
    if (modbus_tcp_accept(bus, &listener) < 0) break;
    serve(bus, memory, atof(argv[1]) / 1000);
    modbus_close(bus);
  }
  modbus_mapping_free(memory);
  modbus_free(bus);
  return 0;
}
